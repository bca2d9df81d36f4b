package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.H2Response;
import dev.quaygate.it.wire.WebSocketClient;
import dev.quaygate.it.wire.WebSocketFrames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H12: a stop lets begun work finish within the drain time, says what it cut, and ends with 0. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DrainXIT {
    private static final String HOST = "drain.internal";

    private RecordingUpstream upstream;
    private RecordingUpstream sockets;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.answering(slow());
        sockets = RecordingUpstream.answering(Behaviours.webSocketEcho());
    }

    @AfterEach
    void stop() {
        upstream.close();
        sockets.close();
    }

    private static Behaviour slow() {
        return (request, exchange) -> {
            switch (request.target()) {
                case "/slow" -> exchange.awaitClosed(Duration.ofSeconds(2));
                case "/never" -> exchange.awaitClosed(Duration.ofSeconds(30));
                default -> {}
            }
            exchange.numbered(request);
        };
    }

    private Quaygate draining(String drain) {
        return Quaygate.start(
                """
                timeouts: {drain: %1$s}
                routes:
                  - {name: drain, host: drain.internal, tls: internal, to: %2$d}
                  - {name: drain-clear, host: drain.internal, tls: off, to: %2$d}
                  - {name: sockets, host: sockets.internal, tls: internal, to: %3$d}
                  - {name: sockets-clear, host: sockets.internal, tls: off, to: %3$d}
                """
                        .formatted(drain, upstream.port(), sockets.port()));
    }

    private void awaitUpstream(String target) {
        Awaitility.await()
                .until(() ->
                        upstream.requests().stream()
                                .anyMatch(request -> request.target().equals(target)));
    }

    @Test
    void finishesBegunRequestsRefusesNewConnectionsAndEndsWith0() throws Exception {
        try (var quaygate = draining("20s");
                var h1 = H1Client.clear(quaygate.http());
                var idle = H1Client.clear(quaygate.http());
                var h2 = H2Client.connect(quaygate.https(), HOST)) {
            idle.get(HOST, "/").read();
            h1.get(HOST, "/slow");
            int stream = h2.get(HOST, "/slow");
            Awaitility.await()
                    .until(() ->
                            upstream.requests().stream()
                                            .filter(one -> one.target().equals("/slow"))
                                            .count()
                                    == 2);
            quaygate.terminate();

            assertThat(h2.await(frame -> frame.type() == H2Frame.GOAWAY, Duration.ofSeconds(2)))
                    .isNotEmpty();
            assertThat(idle.awaitClosed(Duration.ofSeconds(2))).isTrue();
            assertThatThrownBy(() -> H1Client.clear(quaygate.http()))
                    .isInstanceOf(UncheckedIOException.class);
            H1Response answer = h1.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closes()).isTrue();
            H2Response second = h2.awaitResponse(stream, Duration.ofSeconds(5));
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.ended()).isTrue();
            assertThat(quaygate.awaitExit(Duration.ofSeconds(5))).isZero();
        }
    }

    @Test
    void cutsWhatIsLeftAtTheDeadlineAndSaysSo() throws Exception {
        try (var quaygate = draining("1s");
                var h1 = H1Client.clear(quaygate.http());
                var webSocket =
                        WebSocketClient.open(
                                H1Client.clear(quaygate.http()), "sockets.internal", "/ws")) {
            assertThat(webSocket.opened()).isTrue();
            h1.get(HOST, "/never");
            awaitUpstream("/never");
            long start = System.nanoTime();
            quaygate.terminate();

            WebSocketFrames.Frame close = webSocket.read();
            assertThat(close.opcode()).isEqualTo(WebSocketFrames.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(quaygate.awaitExit(Duration.ofSeconds(5))).isZero();
            assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(900).toNanos());
            assertThat(quaygate.accessLog())
                    .filteredOn(line -> line.path().equals("/never"))
                    .hasSize(1)
                    .allMatch(line -> line.cause().equals("drain_cut"));
            assertThat(quaygate.output()).containsPattern("(?i)cut");
        }
    }

    @Test
    void endsAtOnceOnTheSecondSignal() throws Exception {
        try (var quaygate = draining("30s");
                var h1 = H1Client.clear(quaygate.http())) {
            h1.get(HOST, "/never");
            awaitUpstream("/never");
            quaygate.terminate();
            Awaitility.await().until(() -> refuses(quaygate.http()));
            quaygate.terminate();

            assertThat(quaygate.awaitExit(Duration.ofSeconds(3))).isNotEqualTo(-1);
        }
    }

    @Test
    void isNotReadyWhileItDrains() throws Exception {
        try (var quaygate = draining("20s");
                var h1 = H1Client.clear(quaygate.http())) {
            assertThat(quaygate.admin().get("/healthz").status()).isEqualTo(200);
            h1.get(HOST, "/slow");
            awaitUpstream("/slow");
            quaygate.terminate();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> quaygate.admin().get("/readyz").status() == 503);
            assertThat(h1.read().status()).isEqualTo(200);
            assertThat(quaygate.awaitExit(Duration.ofSeconds(5))).isZero();
        }
    }

    @Test
    void servesAgainAfterItWasKilled() throws IOException {
        String yaml =
                "routes:\n  - {name: drain, host: drain.internal, tls: off, to: %d}\n"
                        .formatted(upstream.port());
        try (var first = Quaygate.start(yaml)) {
            first.kill();

            try (var second = first.again(yaml)) {
                assertThat(H1Client.fetch(second.http(), HOST, "/").status()).isEqualTo(200);
            }
        }
    }

    private static boolean refuses(int port) {
        try (var _ = H1Client.clear(port)) {
            return false;
        } catch (UncheckedIOException _) {
            return true;
        }
    }
}
