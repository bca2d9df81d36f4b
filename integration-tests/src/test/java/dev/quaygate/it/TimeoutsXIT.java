package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.WebSocketClient;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * M19 U21: every slow peer is ended by its own limit and cause, and long transfers that move are
 * not.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class TimeoutsXIT {
    private static final String HOST = "slow.internal";
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Four a second: at full length an hour. */
    private static final int TICKS = Length.of(12, 14_400);

    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(behaviour());
        quaygate =
                Quaygate.start(
                        """
                        timeouts: {handshake: 1s, header: 1s, keepAlive: 1s, body: 1s, write: 2s, response: 1s, stall: 1s, stream: 20s}
                        routes:
                          - {name: slow, host: slow.internal, tls: internal, to: %1$d}
                          - {name: slow-clear, host: slow.internal, tls: off, to: %1$d}
                          - {name: total, host: total.internal, tls: internal, timeouts: {request: 1s, response: 10s}, to: %1$d}
                          - {name: total-clear, host: total.internal, tls: off, timeouts: {request: 1s, response: 10s}, to: %1$d}
                        """
                                .formatted(upstream.port()));
    }

    @AfterAll
    static void stop() {
        upstream.close();
        quaygate.close();
    }

    /** Feature U21: what waits for a body or an answer does not count on an upgraded connection. */
    @Test
    void keepsAQuietWebSocketThatOutlivesEveryOtherTimeout() throws IOException {
        try (var sockets = RecordingUpstream.answering(Behaviours.webSocketEcho());
                var own =
                        Quaygate.start(
                                """
                                timeouts: {header: 1s, keepAlive: 1s, body: 1s, write: 1s, response: 1s, stall: 1s, tunnel: 4s}
                                routes:
                                  - {name: ws, host: ws.internal, tls: off, to: %d}
                                """
                                        .formatted(sockets.port()));
                var webSocket =
                        WebSocketClient.open(H1Client.clear(own.http()), "ws.internal", "/ws")) {
            assertThat(webSocket.opened()).isTrue();

            boolean closedEarly = webSocket.awaitClosed(Duration.ofMillis(2500));

            assertThat(closedEarly).isFalse();
            assertThat(webSocket.echo("still here")).isEqualTo("still here");
            assertThat(webSocket.awaitClosed(Duration.ofSeconds(8))).isTrue();
        }
    }

    private static Behaviour behaviour() {
        return (request, exchange) -> {
            switch (request.target()) {
                case "/never" -> exchange.awaitClosed(LONG);
                case "/half" -> {
                    exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    exchange.awaitClosed(LONG);
                }
                case "/events" -> {
                    exchange.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                    exchange.chunk("data: one\n\n");
                    exchange.awaitClosed(Duration.ofMillis(2500));
                    exchange.chunk("data: two\n\n");
                    exchange.write("0\r\n\r\n");
                }
                case "/ticks" -> {
                    exchange.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < TICKS; i++) {
                        exchange.chunk("data: " + i + "\n\n");
                        exchange.awaitClosed(Duration.ofMillis(250));
                    }
                    exchange.write("0\r\n\r\n");
                }
                case "/large" -> exchange.text(200, "x".repeat(30_000_000), request);
                default -> exchange.numbered(request);
            }
        };
    }

    @Test
    void endsAHeadThatDrips() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            long start = System.nanoTime();
            client.send("GET / HTTP/1.1\r\nHost: slow.internal\r\nX-Drip: ");
            drip(client, 40);
            H1Response answer = client.read();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.cause()).isEqualTo("head_timeout");
            assertThat(client.awaitClosed(Duration.ofSeconds(3))).isTrue();
            assertElapsed(start, 900, 4000);
        }
    }

    @Test
    void endsAConnectionThatNeverSpeaks() {
        try (var client = H1Client.clear(quaygate.http())) {
            long start = System.nanoTime();

            assertThat(client.awaitClosed(Duration.ofSeconds(6))).isTrue();
            assertElapsed(start, 900, 5000);
        }
    }

    @Test
    void endsHalfAHandshake() throws IOException {
        try (var client = H1Client.clear(quaygate.https())) {
            client.send("\u0016\u0003\u0001\u0000@\u0001");
            assertThat(client.awaitClosed(Duration.ofSeconds(6))).isTrue();
        }
    }

    @Test
    void endsAnIdleKeepAliveConnection() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            assertThat(client.get(HOST, "/").read().status()).isEqualTo(200);
            long start = System.nanoTime();

            assertThat(client.awaitClosed(Duration.ofSeconds(6))).isTrue();
            assertElapsed(start, 900, 5000);
        }
    }

    @Test
    void endsASilentBodyAndFreesTheUpstream() throws Exception {
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    "POST /silent HTTP/1.1\r\nHost: slow.internal\r\nContent-Length: 100\r\n\r\nhello");
            H1Response answer = client.read();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.cause()).isEqualTo("body_timeout");
            assertThat(client.awaitClosed(Duration.ofSeconds(4))).isTrue();
        }
    }

    /** At full length ten minutes at 10 KB/s. */
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void letsASlowButSteadyBodyPass() throws IOException {
        int pieces = Length.of(12, 2400);
        String piece = "x".repeat(2500);
        try (var client = H1Client.clear(quaygate.http())) {
            client.send("POST /steady HTTP/1.1\r\nHost: slow.internal\r\nContent-Length: ");
            client.send(pieces * piece.length() + "\r\n\r\n");
            for (int i = 0; i < pieces; i++) {
                client.send(piece);
                // The pace is the input under test.
                LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
            }

            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void cutsABodyBelowTheLeastRate() throws IOException {
        try (var client = H1Client.clear(quaygate.http()).timeout(Duration.ofSeconds(5))) {
            long start = System.nanoTime();
            client.send(
                    "POST /rate HTTP/1.1\r\nHost: slow.internal\r\nContent-Length: 10000\r\n\r\n");
            drip(client, 90);
            H1Response answer = client.read();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.cause()).isEqualTo("body_timeout");
            assertElapsed(start, 9_000, 17_000);
        }
    }

    @Test
    void answers504WhenTheUpstreamNeverAnswers() throws IOException {
        long start = System.nanoTime();
        H1Response answer = H1Client.fetch(quaygate.http(), HOST, "/never");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.cause()).isEqualTo("upstream_timeout");
        assertElapsed(start, 900, 4000);
    }

    @Test
    void answers504WhenTheWholeExchangeTakesTooLong() throws IOException {
        H1Response answer = H1Client.fetch(quaygate.http(), "total.internal", "/never");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.cause()).isEqualTo("request_deadline");
    }

    @Test
    void cutsAnAnswerThatStallsWithoutAnEnd() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            H1Response answer = client.get(HOST, "/half").read();

            assertThat(answer.complete()).isFalse();
            assertThat(quaygate.awaitLine(line -> line.path().equals("/half")).cause())
                    .isEqualTo("upstream_stall");
        }
    }

    /** U21: an age limit of 1 s is not for streams. At full length an hour. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void keepsAnEventStreamOfAnyAge() throws IOException {
        H1Response answer = H1Client.fetch(quaygate.http(), "total.internal", "/ticks");

        assertThat(answer.complete()).isTrue();
        assertThat(answer.text().lines().filter(line -> !line.isEmpty())).hasSize(TICKS);
    }

    @Test
    void keepsASilentEventStream() throws IOException {
        H1Response answer = H1Client.fetch(quaygate.http(), HOST, "/events");

        assertThat(answer.complete()).isTrue();
        assertThat(answer.text()).isEqualTo("data: one\n\ndata: two\n\n");
    }

    @Test
    void endsAClientThatTakesNothingWithAReset() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            client.get(HOST, "/large");

            // The client reads nothing: the log line is the event.
            assertThat(quaygate.awaitLine(line -> line.path().equals("/large")).cause())
                    .isEqualTo("client_stall");

            // An orderly end would make the kernel keep what the client does not take.
            assertThatThrownBy(() -> client.in().readAllBytes())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    /** One byte each 200 ms, until the peer has had enough. */
    private static void drip(H1Client client, int times) {
        try {
            for (int i = 0; i < times && client.in().available() == 0; i++) {
                client.send("x");
                // The pace is the input under test.
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        } catch (IOException _) {
            // Closed: what it said is still to be read.
        }
    }

    private static void assertElapsed(long start, int atLeastMs, int atMostMs) {
        assertThat((System.nanoTime() - start) / 1_000_000)
                .isBetween((long) atLeastMs, (long) atMostMs);
    }
}
