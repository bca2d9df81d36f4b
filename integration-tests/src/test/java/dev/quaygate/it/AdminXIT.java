package dev.quaygate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AdminTcp;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.TestPki;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.WebSocketClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A1 A7 O10: everything that is configured is found in the API, and the API is closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AdminXIT {
    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() throws IOException {
        upstream = RecordingUpstream.answering(Behaviours.webSocketEcho());
        Path dir = Quaygate.temporaryFolder();
        TestPki.Pair pair = TestPki.in(dir).issue("manual.internal");
        quaygate = Quaygate.startIn(dir, yaml(pair));
    }

    private static String yaml(TestPki.Pair manual) {
        return """
        certificates: {manual: [{cert: '%2$s', key: '%3$s'}]}
        pools:
          web: {to: ['127.0.0.1:%1$d', '127.0.0.1:1'], health: {path: /up}}
          spare: {to: ['unix:@DIR@/none.sock']}
        routes:
          - {name: web, host: web.internal, tls: off, to: '127.0.0.1:%1$d'}
          - {name: shared, host: [shared.internal, also.internal], path: /api/*, tls: internal, to: web}
          - {name: spare, host: spare.internal, tls: off, to: spare}
          - {name: manual, host: manual.internal, to: web}
          - {name: moved, host: moved.internal, tls: off, redirect: {to: 'https://new.internal/'}}
          - {name: fixed, host: fixed.internal, tls: off, respond: {status: 418, body: short}}
        """
                .formatted(upstream.port(), manual.cert(), manual.key());
    }

    @AfterAll
    static void stop() {
        quaygate.close();
        upstream.close();
    }

    @Test
    void showsEveryObjectOfTheConfiguration() throws IOException {
        JsonNode status = json("/v1/status");
        JsonNode routes = json("/v1/routes");
        JsonNode pools = json("/v1/pools");
        JsonNode certificates = json("/v1/certificates");

        assertThat(texts(status.path("listeners"), "address"))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:" + quaygate.http(), "127.0.0.1:" + quaygate.https());
        assertThat(texts(routes, "name"))
                .containsExactlyInAnyOrder("web", "shared", "spare", "manual", "moved", "fixed");
        JsonNode shared = named(routes, "shared");
        assertThat(shared.path("hosts").toString()).contains("shared.internal", "also.internal");
        assertThat(shared.path("path").asString()).isEqualTo("/api/*");
        assertThat(shared.path("pool").asString()).isEqualTo("web");
        assertThat(texts(pools, "name")).contains("web", "spare");
        assertThat(texts(named(pools, "web").path("endpoints"), "address"))
                .containsExactly("127.0.0.1:" + upstream.port(), "127.0.0.1:1");
        assertThat(texts(named(pools, "spare").path("endpoints"), "address").getFirst())
                .contains("none.sock");
        assertThat(
                        elements(certificates)
                                .flatMap(one ->
                                        StreamSupport.stream(
                                                one.path("names").spliterator(), false))
                                .map(JsonNode::asString))
                .contains("shared.internal", "also.internal", "manual.internal");
        assertThat(status.path("routes").asInt()).isEqualTo(routes.size());
        assertThat(status.path("pools").asInt()).isEqualTo(pools.size());
    }

    @Test
    void showsEachObjectAloneToo() throws IOException {
        for (JsonNode pool : json("/v1/pools")) {
            String name = pool.path("name").asString();
            String path = "/v1/pools/" + URLEncoder.encode(name, UTF_8).replace("+", "%20");
            assertThat(json(path).path("name")).isEqualTo(pool.path("name"));
        }
        JsonNode certificate =
                elements(json("/v1/certificates"))
                        .filter(one -> one.path("names").toString().contains("shared"))
                        .findFirst()
                        .orElseThrow();
        String path = "/v1/certificates/" + certificate.path("id").asString();
        assertThat(json(path).path("names")).isEqualTo(certificate.path("names"));
        assertThat(quaygate.admin().get(path + "/pem").text())
                .contains("BEGIN CERTIFICATE")
                .doesNotContain("PRIVATE KEY");
        assertThat(quaygate.admin().get(path + "/events").status()).isEqualTo(200);
        assertThat(quaygate.admin().get("/v1/ca/root.pem").text()).contains("BEGIN CERTIFICATE");
        assertThat(quaygate.admin().get("/v1/config").status()).isEqualTo(200);
        assertThat(quaygate.admin().get("/v1/schema").status()).isEqualTo(200);
    }

    @Test
    void tellsWhatBecameOfARequestThatFailed() throws IOException {
        H1Response answer = H1Client.fetch(quaygate.http(), "spare.internal", "/lost");

        assertThat(answer.status()).isEqualTo(502);
        JsonNode failure = json("/v1/requests/" + answer.header("X-Request-Id"));
        assertThat(failure.toString()).contains("spare.internal", "/lost", answer.cause());
    }

    @Test
    void countsTheRequestsOfARoute() throws IOException {
        int before = requests("fixed", "4xx");
        for (int i = 0; i < 7; i++) {
            H1Client.fetch(quaygate.http(), "fixed.internal", "/" + i);
        }

        Awaitility.await().until(() -> requests("fixed", "4xx") == before + 7);
    }

    private static int requests(String route, String kind) throws IOException {
        return named(json("/v1/routes"), route).path("requests").path(kind).asInt();
    }

    @Test
    void keepsSocketAndTokenForItsOwnUser() throws IOException {
        assertThat(mode(quaygate.adminSocket())).isEqualTo("rw-------");
        assertThat(mode(quaygate.dir().resolve("admin.token"))).isEqualTo("rw-------");
        String token = Files.readString(quaygate.dir().resolve("admin.token")).strip();
        assertThat(Base64.getUrlDecoder().decode(token)).hasSizeGreaterThanOrEqualTo(32);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void opensOnlyTheProbesToLoopbackWithoutToken() throws IOException {
        var anyone = new AdminTcp(quaygate.adminPort(), "127.0.2.1");

        for (String probe : List.of("/healthz", "/readyz", "/metrics")) {
            assertThat(anyone.get(probe).status()).as(probe).isEqualTo(200);
        }
        for (String closed :
                List.of("/v1/status", "/v1/config", "/v1/routes", "/v1/certificates", "/v1/no")) {
            H1Response answer = anyone.get(closed);
            assertThat(answer.status()).as(closed).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(parse(answer).path("code").asString()).isEqualTo("QG4002");
        }
    }

    @Test
    void isNotReachedThroughAPublicListener() throws IOException {
        for (String path : List.of("/v1/status", "/readyz", "/metrics")) {
            for (String host :
                    List.of("localhost", "127.0.0.1", "localhost:" + quaygate.adminPort())) {
                H1Response answer = H1Client.fetch(quaygate.http(), host, path);
                assertThat(answer.cause()).as("%s %s", host, path).isEqualTo("no_route");
            }
        }
    }

    @Test
    void writesOneAuditLinePerChange() throws IOException {
        long before = audited();

        quaygate.reload();
        quaygate.admin().get("/v1/status");

        Awaitility.await().until(() -> audited() > before);
        assertThat(audited()).isEqualTo(before + 1);
        assertThat(quaygate.output()).containsPattern("admin.write who=unix:\\w+ .*config:reload");
    }

    private static long audited() {
        return quaygate.output().lines().filter(line -> line.contains("admin.write")).count();
    }

    @Test
    void isAliveButNotReadyWhileItDrains() throws Exception {
        try (var other =
                        Quaygate.start(
                                """
                                timeouts: {drain: 20s}
                                routes:
                                  - {name: held, host: held.internal, tls: off, to: %d}
                                """
                                        .formatted(upstream.port()));
                var held =
                        WebSocketClient.open(
                                H1Client.clear(other.http()), "held.internal", "/ws")) {
            assertThat(held.echo("open")).isEqualTo("open");
            assertThat(parse(other.admin().get("/readyz")).path("reasons")).isEmpty();
            other.terminate();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> other.admin().get("/readyz").status() == 503);
            assertThat(parse(other.admin().get("/readyz")).path("reasons").toString())
                    .isEqualTo("[\"draining\"]");
            assertThat(other.admin().get("/healthz").status()).isEqualTo(200);
            other.terminate();
            assertThat(other.awaitExit(Duration.ofSeconds(5))).isNotEqualTo(-1);
        }
    }

    private static JsonNode json(String path) throws IOException {
        H1Response answer = quaygate.admin().get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        return parse(answer);
    }

    private static JsonNode parse(H1Response answer) {
        return JsonMapper.shared().readTree(answer.text());
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static List<String> texts(JsonNode list, String field) {
        return elements(list).map(one -> one.path(field).asString()).toList();
    }

    private static JsonNode named(JsonNode list, String name) {
        return elements(list)
                .filter(one -> one.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + list));
    }
}
