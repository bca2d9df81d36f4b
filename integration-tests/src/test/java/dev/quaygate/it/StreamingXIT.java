package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.corpus.ParsedRequest;
import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.UpstreamExchange;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.H2Response;
import dev.quaygate.it.wire.WebSocketClient;
import dev.quaygate.it.wire.WebSocketFrames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * P2 P6 P9 P10: event streams, WebSockets, interim answers, trailers, chunks and large bodies over
 * h1 and h2.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class StreamingXIT {
    private static final String HOST = "stream.internal";
    private static final String LARGE = large();

    private static RecordingUpstream upstream;
    private static RecordingUpstream sockets;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(behaviour());
        sockets = RecordingUpstream.answering(Behaviours.webSocketEcho());
        quaygate =
                Quaygate.start(
                        """
                        listen: {http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@'], redirect: off, limits: {streams: 250}}
                        routes:
                          - {name: stream, host: stream.internal, tls: internal, to: %1$d}
                          - {name: stream-clear, host: stream.internal, tls: off, to: %1$d}
                          - {name: socket, host: socket.internal, tls: internal, to: %2$d}
                          - {name: socket-clear, host: socket.internal, tls: off, to: %2$d}
                        """
                                .formatted(upstream.port(), sockets.port()));
    }

    @AfterAll
    static void stop() {
        upstream.close();
        sockets.close();
        quaygate.close();
    }

    private static Behaviour behaviour() {
        return (request, exchange) -> {
            switch (request.target()) {
                case "/events" -> events(exchange);
                case "/hints" -> {
                    exchange.write(
                            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
                    exchange.numbered(request);
                }
                case "/trailers" ->
                        exchange.write(
                                "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n");
                case "/cut" -> {
                    exchange.write(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                    exchange.close();
                }
                case "/short" -> {
                    exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
                    exchange.close();
                }
                case "/until-close" -> {
                    exchange.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil close");
                    exchange.close();
                }
                case "/large" ->
                        exchange.write(
                                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: "
                                        + LARGE.length()
                                        + "\r\n\r\n"
                                        + LARGE);
                case "/count" -> exchange.text(200, digest(request), request);
                default -> exchange.numbered(request);
            }
        };
    }

    private static String digest(ParsedRequest request) {
        return request.body().length + " " + request.bodyText().hashCode();
    }

    private static void events(UpstreamExchange exchange) throws IOException, InterruptedException {
        exchange.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 10; i++) {
            exchange.chunk("data: " + System.nanoTime() + "\n\n");
            exchange.awaitClosed(Duration.ofMillis(60));
        }
        exchange.write("0\r\n\r\n");
    }

    @Test
    void passesEventsOnAsTheyAreWritten() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            client.get(HOST, "/events", "Accept: text/event-stream", "Accept-Encoding: gzip");
            H1Response head = client.readHead();
            List<Long> latencies = new ArrayList<>();
            for (String event = client.chunk(); !event.isEmpty(); event = client.chunk()) {
                latencies.add(
                        (System.nanoTime() - Long.parseLong(event.strip().substring(6)))
                                / 1_000_000);
            }

            assertThat(head.header("Content-Encoding")).isEmpty();
            assertThat(latencies).hasSize(10);
            assertThat(latencies.stream().sorted().toList().get(8)).isLessThan(50);
        }
    }

    @Test
    void echoesWebSocketMessagesOnClearAndTls() throws IOException {
        for (H1Client client :
                List.of(
                        H1Client.clear(quaygate.http()),
                        H1Client.tls(quaygate.https(), "socket.internal"))) {
            try (var webSocket = WebSocketClient.open(client, "socket.internal", "/ws")) {
                assertThat(webSocket.opened()).isTrue();
                for (int i = 0; i < 500; i++) {
                    assertThat(webSocket.echo("message " + i)).isEqualTo("message " + i);
                }
                assertThat(webSocket.echo("x".repeat(60_000))).hasSize(60_000);
                webSocket.send(WebSocketFrames.CLOSE, new byte[] {0x0f, (byte) 0xa1});
                assertThat(webSocket.read().closeCode()).isEqualTo(4001);
                assertThat(webSocket.awaitClosed(Duration.ofSeconds(3))).isTrue();
            }
        }
    }

    @Test
    void asksForTheBodyThatWaitsForA100() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    "POST /count HTTP/1.1\r\nHost: stream.internal\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(100);
            client.send("hello");

            assertThat(client.read().text()).startsWith("5 ");
        }
    }

    @Test
    void refusesAnUnroutableUploadBeforeItsBody() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: other.internal\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            H1Response answer = client.read();

            assertThat(answer.interim()).isEmpty();
            assertThat(answer.status()).isEqualTo(404);
        }
    }

    @Test
    void passesEarlyHintsToHttp2() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), HOST)) {
            H2Response answer = client.exchange(HOST, "/hints");

            assertThat(answer.interim()).containsExactly(103);
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void passesTrailersToHttp2AndToHttp1ClientsThatTakeThem() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), HOST)) {
            H2Response answer = client.exchange(HOST, "/trailers");
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(answer.trailers()).containsExactly("x-sum: 42");
        }
        H1Response asked =
                H1Client.fetch(
                        quaygate.http(), HOST, "/trailers", "TE: trailers", "Connection: TE");
        assertThat(asked.trailers())
                .hasSize(1)
                .allMatch(line -> line.equalsIgnoreCase("x-sum: 42"));
        H1Response unasked = H1Client.fetch(quaygate.http(), HOST, "/trailers");
        assertThat(unasked.text()).isEqualTo("hello");
        assertThat(unasked.trailers()).isEmpty();
    }

    @Test
    void neverEndsCleanlyWhatTheUpstreamCut() throws IOException {
        for (String target : List.of("/cut", "/short")) {
            assertThat(H1Client.fetch(quaygate.http(), HOST, target).complete())
                    .as(target)
                    .isFalse();
            try (var client = H2Client.connect(quaygate.https(), HOST)) {
                H2Response answer = client.exchange(HOST, target);
                assertThat(answer.ended()).as(target).isFalse();
                assertThat(answer.resetCode()).as(target).isNotNegative();
            }
            assertThat(quaygate.awaitLine(line -> line.path().equals(target)).cause())
                    .isEqualTo("upstream_cut");
        }
    }

    @Test
    void takesAnAnswerThatEndsWithTheConnection() throws IOException {
        assertThat(H1Client.fetch(quaygate.http(), HOST, "/until-close").text())
                .isEqualTo("until close");
    }

    @Test
    void carriesLargeAnswersUnharmed() throws IOException {
        assertThat(H1Client.fetch(quaygate.http(), HOST, "/large").text()).isEqualTo(LARGE);
        try (var tls = H1Client.tls(quaygate.https(), HOST)) {
            assertThat(tls.get(HOST, "/large").read().text()).isEqualTo(LARGE);
        }
        try (var client = H2Client.connect(quaygate.https(), HOST)) {
            assertThat(client.exchange(HOST, "/large").text()).isEqualTo(LARGE);
        }
    }

    @Test
    void carriesLargeUploadsUnharmed() throws IOException {
        String expected = LARGE.length() + " " + LARGE.hashCode();
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    "POST /count HTTP/1.1\r\nHost: stream.internal\r\nContent-Length: "
                            + LARGE.length()
                            + "\r\n\r\n"
                            + LARGE);
            assertThat(client.read().text()).isEqualTo(expected);
        }
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    "POST /count HTTP/1.1\r\nHost: stream.internal\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int at = 0; at < LARGE.length(); at += 10_000) {
                String part = LARGE.substring(at, Math.min(LARGE.length(), at + 10_000));
                client.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.read().text()).isEqualTo(expected);
        }
    }

    @Test
    void serves250StreamsOfMixedSizeOnOneConnection() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), HOST)) {
            List<Integer> streams = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                streams.add(client.get(HOST, i % 50 == 0 ? "/large" : "/small" + i));
            }
            for (int i = 0; i < 250; i++) {
                H2Response answer = client.awaitResponse(streams.get(i), Duration.ofSeconds(20));
                assertThat(answer.ended()).isTrue();
                assertThat(answer.text())
                        .endsWith(
                                i % 50 == 0
                                        ? LARGE.substring(LARGE.length() - 9)
                                        : "GET /small" + i + "\n");
            }
            assertThat(client.count(H2Frame.GOAWAY)).isZero();
        }
    }

    private static String large() {
        var random = new Random(1);
        var text = new StringBuilder();
        for (int i = 0; i < 1_500_000; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
