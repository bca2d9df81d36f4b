package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.H2Response;
import dev.quaygate.it.wire.WebSocketClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** P3 U16: clients of HTTP/1.1 and HTTP/2 in front of an HTTP/2 server of node. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class H2cXIT {
    private static final int SIZE = 5 << 20;

    /** Answers with the body it got, with a large one, or with what it knows of its connections. */
    private static final String SERVER =
            """
            const http2 = require('http2');
            const sessions = new Set();
            const server = http2.createServer({maxSessionMemory: 100});
            server.on('stream', (stream, head) => {
              stream.on('error', () => {});
              if (head['user-agent'] !== 'quaygate-health') sessions.add(stream.session);
              switch (head[':path']) {
                case '/echo': stream.respond({':status': 200}); stream.pipe(stream); break;
                case '/large': stream.respond({':status': 200, 'content-length': %1$d});
                  stream.end(Buffer.alloc(%1$d, 'x')); break;
                case '/connections': stream.respond({':status': 200}); stream.end(String(sessions.size)); break;
                case '/trailers': stream.respond({':status': 200}, {waitForTrailers: true});
                  stream.on('wantTrailers', () => stream.sendTrailers({'x-sum': '42', 'content-type': 'a/b'}));
                  stream.end('hello'); break;
                default: stream.respond({':status': 204}, {endStream: true});
              }
            });
            server.listen(0, '127.0.0.1', () => console.log(server.address().port));
            """
                    .formatted(SIZE);

    private static Process node;
    private static RecordingUpstream sockets;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() throws IOException {
        Path script = Files.writeString(Quaygate.temporaryFolder().resolve("h2c.js"), SERVER);
        try {
            node =
                    new ProcessBuilder("node", script.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException _) {
            Assumptions.abort("node is not installed");
        }
        var lines =
                new BufferedReader(
                        new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
        int port = Integer.parseInt(lines.readLine());
        sockets = RecordingUpstream.numbered();
        quaygate =
                Quaygate.start(
                        """
                        pools:
                          node: {to: ['h2c://127.0.0.1:%1$d'], health: {path: /, every: 1s, timeout: 1s}}
                        routes:
                          - {name: h2c, host: h2c.internal, tls: internal, to: node}
                          - {name: h2c-clear, host: h2c.internal, tls: off, to: node}
                          - {name: wrong, host: wrong.internal, tls: off, to: 'h2c://127.0.0.1:%2$d'}
                        """
                                .formatted(port, sockets.port()));
    }

    @AfterAll
    static void stop() {
        if (quaygate != null) {
            quaygate.close();
            sockets.close();
        }
        if (node != null) {
            node.destroyForcibly();
        }
    }

    @Test
    void passesSeveralMebibytesBothWays() throws Exception {
        byte[] body = new byte[SIZE];
        new Random(7).nextBytes(body);
        try (var client = H1Client.tls(quaygate.https(), "h2c.internal")) {
            client.send(
                    "POST /echo HTTP/1.1\r\nHost: h2c.internal\r\nContent-Length: %d\r\n\r\n"
                            .formatted(SIZE));
            // What comes back must be read while the rest goes out.
            Thread writer = Thread.startVirtualThread(() -> send(client, body));
            H1Response answer = client.read();
            writer.join();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(answer.body()).isEqualTo(body);
        }
        try (var client = H2Client.connect(quaygate.https(), "h2c.internal")) {
            List<Integer> streams = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                streams.add(client.get("h2c.internal", "/large"));
            }
            for (int stream : streams) {
                H2Response answer = client.awaitResponse(stream, Duration.ofSeconds(30));
                assertThat(answer.text()).hasSize(SIZE);
            }
        }
    }

    private static void send(H1Client client, byte[] body) {
        try {
            client.send(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sharesConnectionsAmongRequests() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), "h2c.internal")) {
            for (int i = 0; i < 200; i++) {
                assertThat(client.exchange("h2c.internal", "/").status()).isEqualTo(204);
            }
            // One for each event loop at most.
            assertThat(Integer.parseInt(client.exchange("h2c.internal", "/connections").text()))
                    .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void passesTrailersToThoseWhoTakeThem() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), "h2c.internal")) {
            H2Response answer = client.exchange("h2c.internal", "/trailers");
            assertThat(answer.trailers()).containsExactly("x-sum: 42");
        }
        for (String te : List.of("TE: trailers", "Accept: */*")) {
            H1Response answer = H1Client.fetch(quaygate.http(), "h2c.internal", "/trailers", te);
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(answer.trailers()).hasSize(te.startsWith("TE") ? 1 : 0);
        }
    }

    @Test
    void checksTheEndpointInHttp2() throws IOException {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> quaygate.admin().get("/v1/pools/node").text().contains("\"healthy\""));
        assertThat(quaygate.admin().get("/v1/pools/node").text()).contains("h2c://127.0.0.1:");
    }

    @Test
    void refusesAnUpgrade() throws IOException {
        try (var socket =
                WebSocketClient.open(H1Client.clear(quaygate.http()), "h2c.internal", "/")) {
            assertThat(socket.opened()).isFalse();
            assertThat(socket.answer().status()).isEqualTo(502);
            assertThat(socket.answer().cause()).isEqualTo("upstream_unreachable");
        }
        assertThat(H1Client.fetch(quaygate.http(), "h2c.internal", "/").status()).isEqualTo(204);
    }

    @Test
    void sendsNoRequestToAServerOfHttp1() throws IOException {
        H1Response answer = H1Client.fetch(quaygate.http(), "wrong.internal", "/secret");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(sockets.connections()).isNotEmpty();
        assertThat(quaygate.awaitLine(line -> line.path().equals("/secret")).cause())
                .isIn("upstream_bad_response", "upstream_unreachable");
    }

    @Test
    void cancelsWhatNobodyWaitsForAndGoesOn() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), "h2c.internal").stingy()) {
            int stream = client.get("h2c.internal", "/large");
            client.await(
                    frame -> frame.stream() == stream && frame.type() == H2Frame.DATA,
                    Duration.ofSeconds(5));
            client.send(H2Frame.reset(stream, 8));
            assertThat(client.exchange("h2c.internal", "/").status()).isEqualTo(204);
        }
    }
}
