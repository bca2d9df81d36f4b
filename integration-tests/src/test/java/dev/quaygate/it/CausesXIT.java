package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AccessLine;
import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.SilentListener;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * O7: every provoked failure shows its word in the answer's header and body and in the access log.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CausesXIT {
    private static final Duration LONG = Duration.ofSeconds(10);

    private static RecordingUpstream upstream;
    private static SilentListener blackHole;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(behaviour());
        blackHole = SilentListener.full();
        quaygate =
                Quaygate.start(
                        """
                        listen: {http: ['127.0.0.1:@HTTP@'], https: off, redirect: off}
                        timeouts: {connect: 1s, response: 1s}
                        pools:
                          ill: {to: ['127.0.0.1:%2$d'], health: {path: /up, every: 200ms, timeout: 200ms, fall: 1}}
                        routes:
                          - {name: app, host: app.internal, tls: off, to: %1$d}
                          - {name: dns, host: dns.internal, tls: off, to: 'nobody.invalid:80'}
                          - {name: refused, host: refused.internal, tls: off, to: %2$d}
                          - {name: missing, host: missing.internal, tls: off, to: 'unix:@DIR@/missing.sock'}
                          - {name: hole, host: hole.internal, tls: off, to: %3$d}
                          - {name: body, host: body.internal, tls: off, maxBody: 5B, to: %1$d}
                          - {name: deadline, host: deadline.internal, tls: off, timeouts: {request: 500ms, response: 5s}, to: %1$d}
                          - {name: ill, host: ill.internal, tls: off, to: ill}
                        """
                                .formatted(upstream.port(), FreePorts.one(), blackHole.port()));
    }

    @AfterAll
    static void stop() {
        upstream.close();
        blackHole.close();
        quaygate.close();
    }

    private static Behaviour behaviour() {
        return (request, exchange) -> {
            switch (request.target()) {
                case "/reset" -> exchange.reset();
                case "/never" -> exchange.awaitClosed(LONG);
                case "/nonsense" -> exchange.write("NONSENSE\r\n\r\n");
                case "/two-lengths" ->
                        exchange.write(
                                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx");
                case "/unasked-101" ->
                        exchange.write(
                                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: cow\r\nConnection: Upgrade\r\n\r\n");
                case "/teapot" -> exchange.text(418, "teapot", request);
                default -> exchange.numbered(request);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "dns.internal, /, 502, upstream_dns",
        "refused.internal, /, 502, upstream_refused",
        "missing.internal, /, 502, upstream_unreachable",
        "hole.internal, /, 504, upstream_connect_timeout",
        "app.internal, /reset, 502, upstream_reset",
        "app.internal, /never, 504, upstream_timeout",
        "app.internal, /nonsense, 502, upstream_bad_response",
        "app.internal, /two-lengths, 502, upstream_bad_response",
        "app.internal, /unasked-101, 502, upstream_bad_response",
        "nobody.internal, /, 404, no_route",
        "deadline.internal, /never, 504, request_deadline",
        "ill.internal, /, 503, no_endpoint"
    })
    void namesTheCauseOfAFailedRequest(String host, String target, int status, String cause)
            throws IOException {
        if (cause.equals("no_endpoint")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() ->
                            H1Client.fetch(quaygate.http(), host, target).cause().equals(cause));
        }
        assertNamed(
                H1Client.fetch(quaygate.http(), host, target, "Accept: application/json"),
                status,
                cause);
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1|Host: app.internal|X-A : b||', 400, bad_request",
        "'GET / HTTP/1.1||', 400, bad_host",
        "'GET / HTTP/1.1|Host: a b||', 400, bad_host",
        "'POST / HTTP/1.1|Host: app.internal|Content-Length: x||', 400, bad_framing",
        "'TRACE / HTTP/1.1|Host: app.internal||', 405, method_refused",
        "'POST / HTTP/1.1|Host: body.internal|Content-Length: 6||', 413, body_too_large",
        "'POST / HTTP/1.1|Host: app.internal|Expect: x|Content-Length: 0||', 417, bad_request"
    })
    void namesTheCauseOfARefusedRequest(String raw, int status, String cause) throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            assertNamed(client.send(raw.replace("|", "\r\n")).read(), status, cause);
        }
    }

    @Test
    void namesAHeadThatIsTooLarge() throws IOException {
        assertNamed(
                H1Client.fetch(quaygate.http(), "app.internal", "/" + "a".repeat(9000)),
                414,
                "head_too_large");
    }

    @Test
    void namesTheApplicationsOwnRefusal() throws IOException {
        H1Response answer = H1Client.fetch(quaygate.http(), "app.internal", "/teapot");

        assertThat(answer.status()).isEqualTo(418);
        assertThat(quaygate.awaitLine(line -> line.path().equals("/teapot")).cause())
                .isEqualTo("upstream_answer");
    }

    @Test
    void explainsAFailureById() throws IOException {
        String id =
                H1Client.fetch(quaygate.http(), "refused.internal", "/why").header("X-Request-Id");

        assertThat(quaygate.cli("why", id).all())
                .contains("exit 0")
                .contains("upstream_refused")
                .contains("QG5402");
    }

    private static void assertNamed(H1Response answer, int status, String cause) {
        assertThat(answer.cause()).as(answer.text()).isEqualTo(cause);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).contains(cause).contains(answer.header("X-Request-Id"));
        assertThat(answer.text())
                .doesNotContain("127.0.0.1")
                .doesNotContain("java.")
                .doesNotContain("netty");
        AccessLine line =
                quaygate.awaitLine(one -> one.text("id").equals(answer.header("X-Request-Id")));
        assertThat(line.cause()).isEqualTo(cause);
        assertThat(line.number("status")).isEqualTo(status);
        assertThat(metrics())
                .containsPattern("quaygate_failures_total\\{cause=\"" + cause + "\",route=");
    }

    private static String metrics() {
        try {
            return quaygate.admin().get("/metrics").text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
