package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.GrpcPeer;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.Tool;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * P3 P8 U17 H3: gRPC of grpc-go over TLS to endpoints that speak HTTP/2 in clear text, and what a
 * call gets when the proxy itself fails.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GrpcXIT {
    private static final List<String> CASES =
            List.of(
                    "empty_unary",
                    "large_unary",
                    "client_streaming",
                    "server_streaming",
                    "ping_pong",
                    "empty_stream",
                    "cancel_after_begin",
                    "cancel_after_first_response",
                    "timeout_on_sleeping_server",
                    "custom_metadata",
                    "status_code_and_message",
                    "special_status_message",
                    "unimplemented_method",
                    "unimplemented_service");

    private static GrpcPeer server;
    private static GrpcPeer onSocket;
    private static Path folder;
    private static Path roots;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() throws IOException {
        folder = Quaygate.temporaryFolder();
        Path socket = folder.resolve("grpc.sock");
        server = GrpcPeer.server();
        onSocket = GrpcPeer.server(socket);
        int port = server.awaitPort();
        onSocket.awaitPort();
        quaygate =
                Quaygate.start(
                        """
                        routes:
                          - {name: tcp, host: grpc.internal, tls: internal, to: 'h2c://127.0.0.1:%d'}
                          - {name: unix, host: unix.internal, tls: internal, to: 'h2c+unix:%s'}
                          - {name: late, host: late.internal, tls: internal, to: 'h2c+unix:%s'}
                          - {name: dead, host: dead.internal, tls: internal, to: 'h2c://127.0.0.1:%d'}
                        """
                                .formatted(
                                        port,
                                        socket,
                                        folder.resolve("late.sock"),
                                        FreePorts.some(1).getFirst()));
        roots = roots(quaygate, folder);
    }

    private static Path roots(Quaygate of, Path folder) throws IOException {
        String pem = of.admin().get("/v1/ca/root.pem").text();
        return Files.writeString(folder.resolve("root.pem"), pem);
    }

    @AfterAll
    static void stop() {
        if (quaygate != null) {
            quaygate.close();
        }
        server.close();
        onSocket.close();
    }

    private static void passes(String host) {
        Tool.Result result = GrpcPeer.cases(quaygate.https(), roots, host, CASES);

        assertThat(result.output().lines().filter(line -> line.startsWith("ok ")).toList())
                .as(result.output())
                .hasSize(CASES.size());
        assertThat(result.exit()).isZero();
    }

    @Test
    void passesTheInteropCasesOverTcp() {
        passes("grpc.internal");
    }

    @Test
    void passesTheInteropCasesOverASocketFile() {
        passes("unix.internal");
    }

    @Test
    void servesAgainWhenASocketFileAppears() {
        assertThat(GrpcPeer.code(quaygate.https(), roots, "late.internal"))
                .isEqualTo("14 upstream_unreachable");
        try (var late = GrpcPeer.server(folder.resolve("late.sock"))) {
            late.awaitPort();
            assertThat(GrpcPeer.code(quaygate.https(), roots, "late.internal")).isEqualTo("0");
        }
    }

    @Test
    void answersAnEndpointThatRefusesWithAGrpcStatus() throws IOException {
        assertThat(GrpcPeer.code(quaygate.https(), roots, "dead.internal"))
                .isEqualTo("14 upstream_refused");

        try (var client = H2Client.connect(quaygate.https(), "dead.internal")) {
            H2Response answer =
                    client.exchange("dead.internal", "/a.B/C", "content-type", "application/grpc");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("application/grpc");
            assertThat(answer.header("grpc-status")).isEqualTo("14");
            assertThat(answer.header("grpc-message")).isEqualTo("upstream_refused");
            assertThat(answer.text()).isEmpty();
        }
        assertThat(quaygate.awaitLine(line -> line.text("route").equals("dead")).cause())
                .isEqualTo("upstream_refused");
    }

    @Test
    void leavesBegunCallsOnTheOldEndpointUntilTheDrainAndSendsNewOnesToTheNewOne()
            throws IOException {
        try (var before = GrpcPeer.server();
                var after = GrpcPeer.server();
                var changing = Quaygate.start(tls(before.awaitPort()))) {
            Path trusted = roots(changing, changing.dir());
            try (var streams = GrpcPeer.streams(changing.https(), trusted, "app.internal", 3)) {
                Awaitility.await().until(() -> streams.seen().messages() > 30);
                long changed = System.nanoTime();
                int newPort = after.awaitPort();
                H1Response answer = changing.apply(tls(newPort));

                assertThat(answer.text()).containsPattern("\"draining\": ?3");
                long then = streams.seen().messages();
                Awaitility.await().until(() -> streams.seen().messages() > then + 30);
                assertThat(GrpcPeer.code(changing.https(), trusted, "app.internal")).isEqualTo("0");
                Awaitility.await().until(() -> streams.seen().broken() == 3);
                assertThat(Duration.ofNanos(System.nanoTime() - changed))
                        .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(6));
                assertThat(
                                changing.awaitLine(line -> line.path().contains("EmptyCall"))
                                        .text("endpoint"))
                        .isEqualTo("h2c://127.0.0.1:" + newPort);
            }
        }
    }

    private static String tls(int port) {
        return """
        timeouts: {drain: 2s}
        pools:
          app: {to: ['h2c://127.0.0.1:%d']}
        routes:
          - {name: app, host: app.internal, tls: internal, to: app}
        """
                .formatted(port);
    }
}
