package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketProbeTest {
    private final SocketProbe probe = new SocketProbe(InstantSource.system());

    /** Reads one request, sends fixed bytes, closes; or holds the connection open if null. */
    private static final class Server implements AutoCloseable {
        final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<SocketChannel> held = new LinkedBlockingQueue<>();
        private final ServerSocketChannel socket;
        private final @Nullable String answer;

        Server(ServerSocketChannel socket, @Nullable String answer) {
            this.socket = socket;
            this.answer = answer;
            Thread.ofVirtual().start(this::serve);
        }

        static Server tcp(@Nullable String answer) throws IOException {
            var socket = ServerSocketChannel.open();
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new Server(socket, answer);
        }

        int port() throws IOException {
            return ((InetSocketAddress) socket.getLocalAddress()).getPort();
        }

        private void serve() {
            try {
                while (true) {
                    SocketChannel client = socket.accept();
                    if (answer == null) {
                        held.add(client);
                    } else {
                        answer(client, answer);
                    }
                }
            } catch (IOException _) {
                // Closed by the test.
            }
        }

        private void answer(SocketChannel client, String bytes) throws IOException {
            var request = ByteBuffer.allocate(4096);
            client.read(request);
            requests.add(
                    new String(
                            request.array(), 0, request.position(), StandardCharsets.ISO_8859_1));
            client.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
            client.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (SocketChannel client : held) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "'HTTP/1.1 200 OK\r\n\r\n', 200, null, ''",
                "'HTTP/1.0 204\r\nX: y\r\n\r\nbody', 204, null, ''",
                "'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 200, null, ''",
                "'HTTP/1.1 500 Oops\r\n\r\n', 500, UPSTREAM_ANSWER, 'status 500, wanted 200-299'",
                "'HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n', 302, UPSTREAM_ANSWER, 'status 302, wanted 200-299'",
                "'HTTP/1.1 200 OK\r\nX: y\r\n', 0, UPSTREAM_RESET, 'closed before a response head'",
                "'', 0, UPSTREAM_RESET, 'closed before a response head'",
                "'HTTP/2 200 OK\r\n\r\n', 0, UPSTREAM_BAD_RESPONSE, 'response head is malformed'",
                "'HTTP/1.1 20 OK\r\n\r\n', 0, UPSTREAM_BAD_RESPONSE, 'response head is malformed'",
                "'HTTP/1.1 200\tOK\r\n\r\n', 0, UPSTREAM_BAD_RESPONSE, 'response head is malformed'",
                "'HTTP/1.1 101 Upgrade\r\n\r\n', 0, UPSTREAM_BAD_RESPONSE, 'response head is malformed'",
                "'SSH-2.0-x\r\n\r\n', 0, UPSTREAM_BAD_RESPONSE, 'response head is malformed'",
            })
    void judgesTheAnswer(String answer, int status, @Nullable Cause cause, String detail)
            throws Exception {
        try (var server = Server.tcp(answer)) {
            CheckResult result = probe.probe(endpoint(server.port()), http());

            assertThat(result.status()).isEqualTo(status);
            assertThat(result.cause()).isEqualTo(cause);
            assertThat(result.detail()).isEqualTo(detail);
            assertThat(server.requests.take())
                    .isEqualTo(
                            "GET /up HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + server.port()
                                    + "\r\nUser-Agent: quaygate-health\r\nAccept: */*\r\n"
                                    + "Connection: close\r\n\r\n");
        }
    }

    @Test
    void refusesAHeadAboveItsBound() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000) + "\r\n\r\n";
        try (var server = Server.tcp(answer)) {
            CheckResult result = probe.probe(endpoint(server.port()), http());

            assertThat(result.cause()).isIn(Cause.UPSTREAM_BAD_RESPONSE, Cause.UPSTREAM_RESET);
        }
    }

    @Test
    void givesUpOnASilentEndpointAtTheTimeout() throws Exception {
        try (var server = Server.tcp(null)) {
            CheckResult result =
                    probe.probe(
                            endpoint(server.port()),
                            check(HealthCheck.Kind.HTTP, Duration.ofMillis(50)));

            assertThat(result.cause()).isEqualTo(Cause.UPSTREAM_TIMEOUT);
            assertThat(result.detail()).isEqualTo("no answer within 50ms");
            assertThat(result.took()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(5));
        }
    }

    @Test
    void isContentWithAConnectionInATcpCheck() throws Exception {
        try (var server = Server.tcp(null)) {
            CheckResult result =
                    probe.probe(
                            endpoint(server.port()),
                            check(HealthCheck.Kind.TCP, Duration.ofSeconds(5)));

            assertThat(result.passed()).isTrue();
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        CheckResult result = probe.probe(endpoint(port), http());

        assertThat(result.cause()).isEqualTo(Cause.UPSTREAM_REFUSED);
    }

    @Test
    void checksUnixSocketsAndSaysWhenOneIsMissing(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("app.sock");
        var endpoint = new Endpoint(new EndpointAddress.Unix(path), 1);
        assertThat(probe.probe(endpoint, http()).cause()).isEqualTo(Cause.UPSTREAM_UNREACHABLE);

        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path));
        try (var server = new Server(socket, "HTTP/1.1 200 OK\r\n\r\n")) {
            assertThat(probe.probe(endpoint, http()).status()).isEqualTo(200);
            assertThat(server.requests.take()).contains("\r\nHost: localhost\r\n");
        }
    }

    @Test
    void triesTheNextAddressOfANameWhenOneDoesNotConnect() throws Exception {
        try (var server = Server.tcp("HTTP/1.1 200 OK\r\n\r\n")) {
            var endpoint = new Endpoint(new EndpointAddress.Tcp("app.test", server.port()), 1);
            endpoint.resolved(
                    List.of(
                            new InetSocketAddress(
                                    InetAddress.ofLiteral("127.0.0.9"), server.port()),
                            new InetSocketAddress(
                                    InetAddress.ofLiteral("127.0.0.1"), server.port())));

            assertThat(probe.probe(endpoint, http()).status()).isEqualTo(200);
        }
    }

    @Test
    void asksAnEndpointOfHttp2InHttp2() throws Exception {
        String settings = "\0\0\0\4\0\0\0\0\0";
        String ok = "\0\0\1\1\5\0\0\0\1\u0088";
        try (var server = Server.tcp(settings + ok)) {
            assertThat(probe.probe(http2(server.port()), http()).status()).isEqualTo(200);
            assertThat(server.requests.take()).startsWith("PRI * HTTP/2.0\r\n\r\n");
        }
        try (var server = Server.tcp("HTTP/1.1 200 OK\r\n\r\n")) {
            assertThat(probe.probe(http2(server.port()), http()).cause())
                    .isEqualTo(Cause.UPSTREAM_BAD_RESPONSE);
        }
    }

    private static Endpoint http2(int port) {
        return new Endpoint(
                new EndpointAddress.Tcp("127.0.0.1", port, EndpointAddress.Protocol.H2C), 1);
    }

    @Test
    void saysThatANameDoesNotResolve() {
        var endpoint = new Endpoint(new EndpointAddress.Tcp("app.test", 80), 1);

        assertThat(probe.probe(endpoint, http()).cause()).isEqualTo(Cause.UPSTREAM_DNS);
    }

    private static Endpoint endpoint(int port) {
        return new Endpoint(new EndpointAddress.Tcp("127.0.0.1", port), 1);
    }

    private static HealthCheck http() {
        return check(HealthCheck.Kind.HTTP, Duration.ofSeconds(5));
    }

    private static HealthCheck check(HealthCheck.Kind kind, Duration timeout) {
        return new HealthCheck(
                kind, "/up", Duration.ofSeconds(5), timeout, 200, 299, 2, 2, null, 0);
    }
}
