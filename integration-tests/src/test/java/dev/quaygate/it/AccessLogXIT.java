package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AccessLine;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H2Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * O1 O2: exactly one line per exchange, with parts that add up, and no secret in it or anywhere
 * else.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AccessLogXIT {
    private static final String HOST = "log.internal";

    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(Behaviours.named("app"));
        quaygate =
                Quaygate.start(
                        """
                        routes:
                          - {name: logged, host: log.internal, tls: internal, to: %1$d}
                          - {name: logged-clear, host: log.internal, tls: off, to: %1$d}
                        """
                                .formatted(upstream.port()));
    }

    @AfterAll
    static void stop() {
        upstream.close();
        quaygate.close();
    }

    @Test
    void writesExactlyOneLinePerRequest() throws Exception {
        int clients = 8;
        int each = 1250;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                boolean tls = i % 2 == 0;
                running.add(executor.submit(() -> served(tls, each)));
            }
            for (Future<Integer> one : running) {
                assertThat(one.get()).isEqualTo(each);
            }
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> counted().size() >= clients * each);
        List<AccessLine> lines = counted();
        assertThat(lines).hasSize(clients * each);
        assertThat(lines.stream().map(line -> line.text("id")).distinct()).hasSize(clients * each);
        assertThat(lines).allMatch(AccessLogXIT::addsUp);
    }

    private static List<AccessLine> counted() {
        return quaygate.accessLog().stream().filter(line -> line.path().equals("/n")).toList();
    }

    private int served(boolean tls, int count) throws IOException {
        int served = 0;
        try (var client =
                tls ? H1Client.tls(quaygate.https(), HOST) : H1Client.clear(quaygate.http())) {
            for (int i = 0; i < count; i++) {
                served += client.get(HOST, "/n").read().status() == 200 ? 1 : 0;
            }
        }
        return served;
    }

    private static boolean addsUp(AccessLine line) {
        double parts =
                Math.max(0, line.number("msQueue"))
                        + Math.max(0, line.number("msConnect"))
                        + Math.max(0, line.number("msFirstByte"))
                        + Math.max(0, line.number("msBody"));
        return Math.abs(parts - line.number("msTotal")) <= 1.0
                || Math.abs(parts + Math.max(0, line.number("msTls")) - line.number("msTotal"))
                        <= 1.0;
    }

    @Test
    void saysWhatHappened() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), HOST)) {
            client.exchange(HOST, "/seen?a=b", "user-agent", "test/1");
        }

        AccessLine line = quaygate.awaitLine(one -> one.path().equals("/seen"));
        assertThat(line.text("proto")).isEqualTo("h2");
        assertThat(line.text("tls")).isEqualTo("1.3");
        assertThat(line.text("group")).isNotEmpty();
        assertThat(line.text("sni")).isEqualTo(HOST);
        assertThat(line.text("method")).isEqualTo("GET");
        assertThat(line.text("host")).isEqualTo(HOST);
        assertThat(line.text("query")).isEqualTo("a=b");
        assertThat(line.number("status")).isEqualTo(200);
        assertThat(line.text("route")).isEqualTo("logged");
        assertThat(line.text("endpoint")).contains(String.valueOf(upstream.port()));
        assertThat(line.number("attempts")).isEqualTo(1);
        assertThat(line.number("bytesOut")).isEqualTo("app GET /seen?a=b\n".length());
        assertThat(line.text("ended")).isEqualTo("complete");
        assertThat(line.text("userAgent")).isEqualTo("test/1");
        assertThat(line.text("ts")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void sendsTheIdOfTheLineToTheApplication() throws IOException {
        H1Client.fetch(quaygate.http(), HOST, "/id");

        AccessLine line = quaygate.awaitLine(one -> one.path().equals("/id"));
        assertThat(upstream.requests())
                .filteredOn(request -> request.target().equals("/id"))
                .flatExtracting(request -> request.values("x-request-id"))
                .containsExactly(line.text("id"));
    }

    @Test
    void keepsSecretsOutOfEveryOutput() throws IOException {
        String secret = "s3cr3tPlanted";
        H1Client.fetch(
                quaygate.http(),
                HOST,
                "/login?user=a&token=" + secret + "&code=" + secret,
                "Authorization: Bearer " + secret,
                "Cookie: session=" + secret);
        H1Client.fetch(
                quaygate.http(),
                "other.internal",
                "/?token=" + secret,
                "Authorization: Basic " + secret);

        AccessLine line = quaygate.awaitLine(one -> one.path().equals("/login"));
        assertThat(line.text("query")).contains("user=a").contains("token=");
        assertThat(quaygate.accessLog()).noneMatch(one -> one.json().contains(secret));
        assertThat(quaygate.output()).doesNotContain(secret);
        assertThat(quaygate.admin().get("/metrics").text()).doesNotContain(secret);
        assertThat(quaygate.admin().get("/v1/requests/" + line.text("id")).text())
                .doesNotContain(secret);
    }

    @Test
    void escapesWhatCouldForgeALine() throws IOException {
        H1Client.fetch(
                quaygate.http(),
                HOST,
                "/quote",
                "User-Agent: a\"b\\c\u00e2\u0080\u00a8d\u00ff",
                "Referer: {\"x\":1}");

        AccessLine line = quaygate.awaitLine(one -> one.path().equals("/quote"));
        assertThat(line.text("userAgent")).startsWith("a\\\"b\\\\c");
        assertThat(line.json()).startsWith("{").endsWith("}");
        assertThat(line.json().chars()).allMatch(c -> c >= 0x20);
        assertThat(quaygate.accessLog()).allMatch(one -> one.json().startsWith("{\""));
    }

    @Test
    void logsConnectionsThatTheClientLeft() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    "POST /left HTTP/1.1\r\nHost: log.internal\r\nContent-Length: 100\r\n\r\nhel");
            Awaitility.await()
                    .until(() ->
                            upstream.connections().stream()
                                    .map(one -> new String(one.bytes(), StandardCharsets.US_ASCII))
                                    .anyMatch(bytes -> bytes.contains("POST /left ")));
            client.reset();
        }

        AccessLine line = quaygate.awaitLine(one -> one.path().equals("/left"));
        assertThat(line.cause()).isEqualTo("client_abort");
        assertThat(line.text("ended")).isEqualTo("client");
    }
}
