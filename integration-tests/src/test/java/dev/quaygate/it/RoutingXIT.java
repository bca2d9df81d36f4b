package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AccessLine;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * R1 R3 R5 R6 R7 R11 R14 R15: which route answers, what it does to the path, and what is said when
 * none does.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class RoutingXIT {
    private static RecordingUpstream a;
    private static RecordingUpstream b;
    private static RecordingUpstream c;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        a = RecordingUpstream.answering(Behaviours.named("a"));
        b = RecordingUpstream.answering(Behaviours.named("b"));
        c = RecordingUpstream.answering(Behaviours.named("c"));
        quaygate = Quaygate.start(LISTEN + "routes:\n" + String.join("", routes()));
    }

    @AfterAll
    static void stop() {
        a.close();
        b.close();
        c.close();
        quaygate.close();
    }

    private static final String LISTEN =
            """
            listen: {http: ['127.0.0.1:@HTTP@'], https: off, redirect: off, trustedProxies: [127.0.0.2/32, 127.0.0.3/32]}
            """;

    private static List<String> routes() {
        return List.of(
                route("exact", "a.internal", "/*", "to: " + a.port()),
                route("wildcard", "'*.w.internal'", "/*", "to: " + b.port()),
                route("deeper", "x.w.internal", "/*", "to: " + c.port()),
                route("idn", "bücher.internal", "/*", "to: " + c.port()),
                route("puny", "xn--mnchen-3ya.internal", "/*", "to: " + b.port()),
                route("api", "a.internal", "/api/*", "to: " + b.port()),
                route("one", "a.internal", "/one", "to: " + c.port()),
                route("long", "a.internal", "/api/long/*", "to: " + c.port()),
                route("first", "a.internal", "/api/long/first/*", "priority: 5, to: " + a.port()),
                route("strip", "strip.internal", "/app/*", "stripPrefix: /app, to: " + a.port()),
                route("add", "add.internal", "/*", "addPrefix: /base, to: " + a.port()),
                route(
                        "www",
                        "www.canonical.internal",
                        "/*",
                        "redirect: {to: 'https://canonical.internal{path}{query}'}"),
                route(
                        "moved",
                        "moved.internal",
                        "/*",
                        "redirect: {to: 'https://new.internal/x', code: 302}"),
                route(
                        "fixed",
                        "fixed.internal",
                        "/*",
                        "respond: {status: 418, body: short, type: text/plain}"));
    }

    private static String route(String name, String host, String path, String rest) {
        return "  - {name: %s, host: %s, path: %s, tls: off, %s}\n"
                .formatted(name, host, path, rest);
    }

    @ParameterizedTest
    @CsvSource({
        "a.internal, a",
        "A.INTERNAL, a",
        "a.internal., a",
        "a.internal:443, a",
        "A.Internal.:8080, a",
        "y.w.internal, b",
        "x.w.internal, c",
        "X.W.internal, c",
        "xn--bcher-kva.internal, c",
        "xn--mnchen-3ya.internal, b"
    })
    void findsTheHostWhateverItsSpelling(String host, String upstream) throws IOException {
        assertThat(get(host, "/").text()).startsWith(upstream + " GET /");
    }

    @Test
    void takesAWildcardForExactlyOneLabel() throws IOException {
        assertThat(get("z.y.w.internal", "/").status()).isEqualTo(404);
        assertThat(get("w.internal", "/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/api, b",
        "/api/, b",
        "/api/x, b",
        "/apix, a",
        "/API/x, a",
        "/one, c",
        "/one/, a",
        "/one/x, a",
        "/api/long, c",
        "/api/long/x, c",
        "/api/long/first/x, a",
        "/%61pi/x, b",
        "//api/x, b"
    })
    void findsThePathByWholeSegments(String path, String upstream) throws IOException {
        assertThat(get("a.internal", path).text()).isEqualTo(upstream + " GET " + path + "\n");
    }

    @Test
    void decidesTheSameWhateverTheOrderOfTheFile() throws IOException {
        long seed = System.nanoTime();
        System.out.println("RoutingXIT seed " + seed);
        var random = new Random(seed);
        var order = new ArrayList<>(routes());
        List<String> paths =
                List.of("/api/x", "/apix", "/one", "/api/long/x", "/api/long/first/x", "/");

        try (var client = H1Client.clear(quaygate.http())) {
            for (int i = 0; i < 100; i++) {
                Collections.shuffle(order, random);
                quaygate.apply(LISTEN + "routes:\n" + String.join("", order));

                var answers = new StringBuilder();
                for (String path : paths) {
                    answers.append(client.get("a.internal", path).read().text().charAt(0));
                }
                for (String host : List.of("x.w.internal", "y.w.internal", "a.internal.")) {
                    answers.append(client.get(host, "/").read().text().charAt(0));
                }
                answers.append(client.get("z.y.w.internal", "/").read().status());
                assertThat(answers).as("order %d, seed %d", i, seed).hasToString("baccaacba404");
            }
        }
    }

    @Test
    void sendsUnmatchedHostsToTheCatchAllRouteIfThereIsOne() throws IOException {
        try (var other =
                Quaygate.start(
                        LISTEN
                                + "routes:\n"
                                + route("exact", "a.internal", "/*", "to: " + a.port())
                                + route("rest", "'*'", "/*", "to: " + c.port()))) {
            assertThat(H1Client.fetch(other.http(), "a.internal", "/").text()).startsWith("a ");
            assertThat(H1Client.fetch(other.http(), "anything.test", "/").text()).startsWith("c ");
            assertThat(H1Client.fetch(other.http(), "127.0.0.1", "/").text()).startsWith("c ");
        }
    }

    @Test
    void refusesTwoRoutesForTheSameAndNamesBothLines() throws IOException {
        Launcher.Result result =
                check(
                        """
                        routes:
                          - {host: a.internal, to: 3000, tls: internal}
                          - {host: b.internal, to: 3000, tls: internal}
                          - {host: a.internal, to: 3001, tls: internal}
                        """);

        assertThat(result.exit()).as(result.all()).isEqualTo(3);
        assertThat(result.all())
                .contains("QG1021")
                .contains("check.yaml:4:")
                .contains("check.yaml:2:");
    }

    @Test
    void warnsOfARouteThatCanNeverWinAndNamesTheOneInFront() throws IOException {
        Launcher.Result result =
                check(
                        """
                        routes:
                          - {name: shadower, host: a.internal, path: /x/*, priority: 5, to: 3000, tls: internal}
                          - {name: shadowed, host: a.internal, path: /x/y, to: 3001, tls: internal}
                        """);

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(result.all()).contains("QG1103").contains("shadower");
    }

    private static Launcher.Result check(String yaml) throws IOException {
        Path file = quaygate.dir().resolve("check.yaml");
        Files.writeString(file, yaml);
        return quaygate.cli("check", "-c", file.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "strip.internal, /app, /",
        "strip.internal, /app/, /",
        "strip.internal, /app/x, /x",
        "strip.internal, /app/x?q=/app, /x?q=/app",
        "strip.internal, /app/a%2Fb?%zz, /a%2Fb?%zz",
        "add.internal, /, /base/",
        "add.internal, /x?q, /base/x?q"
    })
    void changesThePathExactlyAsWritten(String host, String target, String upstreamTarget)
            throws IOException {
        assertThat(get(host, target).text()).isEqualTo("a GET " + upstreamTarget + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "www.canonical.internal, /, 308, https://canonical.internal/",
        "www.canonical.internal, /x/y, 308, https://canonical.internal/x/y",
        "www.canonical.internal, /x?q=1&r=%2F, 308, https://canonical.internal/x?q=1&r=%2F",
        "www.canonical.internal, /?, 308, https://canonical.internal/?",
        "moved.internal, /anything?q, 302, https://new.internal/x"
    })
    void redirects(String host, String target, int status, String location) throws IOException {
        H1Response answer = get(host, target);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Location")).isEqualTo(location);
        assertThat(logged(host, target).cause()).isEqualTo("redirect");
    }

    @Test
    void neverRedirectsToAnotherHostThanWritten() throws IOException {
        H1Response answer = get("www.canonical.internal", "//evil.test/x");

        assertThat(answer.header("Location"))
                .startsWith("https://canonical.internal/")
                .doesNotContain("\r");
    }

    @Test
    void givesTheFixedAnswerOfARoute() throws IOException {
        H1Response answer = get("fixed.internal", "/");

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.text()).isEqualTo("short");
        assertThat(logged("fixed.internal", "/").cause()).isEqualTo("fixed_answer");
    }

    @Test
    void saysThatAnUnknownHostIsTheProxysAnswer() throws IOException {
        H1Response answer = get("unknown.internal", "/", "Accept: application/json");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.cause()).isEqualTo("no_route");
        assertThat(answer.header("X-Request-Id")).hasSize(26);
        assertThat(answer.text()).contains(answer.header("X-Request-Id")).contains("no_route");
        AccessLine line =
                quaygate.awaitLine(one -> one.text("id").equals(answer.header("X-Request-Id")));
        assertThat(line.cause()).isEqualTo("no_route");
    }

    @ParameterizedTest
    @CsvSource({
        "/a/../b, 400",
        "/a/%2e%2e/b, 400",
        "/a/..;/b, 400",
        "/a\\b, 400",
        "/a%00, 400",
        "/., 400",
        "/a/%2E/b, 400",
        "/a%2Fb, 200",
        "/a//b, 200",
        "/a;p=1/b, 200",
        "/a%252e%252e/b, 200",
        "/a%20b, 200"
    })
    void treatsOddPathsByTheTable(String path, int status) throws IOException {
        H1Response answer = get("a.internal", path);

        assertThat(answer.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.text()).isEqualTo("a GET " + path + "\n");
        }
    }

    @Test
    void believesForwardedAddressesFromTrustedPeersOnly() throws IOException {
        String chain = "X-Forwarded-For: 203.0.113.9, 198.51.100.4, 127.0.0.3";

        H1Response trusted = from("127.0.0.2", "a.internal", "/trusted", chain);
        H1Response untrusted = from("127.0.0.4", "a.internal", "/untrusted", chain);

        assertThat(trusted.status()).isEqualTo(200);
        assertThat(untrusted.status()).isEqualTo(200);
        assertThat(line("/trusted").text("client")).isEqualTo("198.51.100.4");
        assertThat(line("/trusted").text("peer")).startsWith("127.0.0.2");
        assertThat(line("/untrusted").text("client")).isEqualTo("127.0.0.4");
        assertThat(forwarded("/trusted")).contains("198.51.100.4");
        assertThat(forwarded("/untrusted")).isEqualTo("127.0.0.4");
    }

    private static AccessLine logged(String host, String target) {
        String path = target.split("[?]", 2)[0];
        return quaygate.awaitLine(
                line -> line.text("host").equals(host) && line.path().equals(path));
    }

    private static String forwarded(String target) {
        return a.requests().stream()
                .filter(request -> request.target().equals(target))
                .map(request -> request.values("x-forwarded-for").getFirst())
                .findFirst()
                .orElseThrow();
    }

    private static AccessLine line(String path) {
        return quaygate.awaitLine(line -> line.path().equals(path));
    }

    private static H1Response from(String source, String host, String target, String... fields)
            throws IOException {
        try (var client = H1Client.from(source, quaygate.http())) {
            return client.get(host, target, fields).read();
        }
    }

    private static H1Response get(String host, String target, String... fields) throws IOException {
        return H1Client.fetch(quaygate.http(), host, target, fields);
    }
}
