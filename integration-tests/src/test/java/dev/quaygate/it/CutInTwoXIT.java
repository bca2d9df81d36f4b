package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.corpus.ParsedRequest;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.UpstreamExchange;
import dev.quaygate.it.wire.CuttingSocket;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.H2Response;
import dev.quaygate.it.wire.WebSocketFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * P1 P2: what a request means does not depend on how TCP or TLS carried it. Fixed requests are cut
 * in two at every position; client and upstream must see what they see when nothing is cut.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CutInTwoXIT {
    private static final String SITE = "cut.internal";
    private static final List<String> REQUESTS =
            List.of(
                    "GET /a/b?c=d HTTP/1.1\r\nHost: cut.internal\r\nX-One: 1\r\n\r\n",
                    "POST /p HTTP/1.1\r\nHost: cut.internal\r\nContent-Length: 11\r\n\r\nhello world",
                    "POST /c HTTP/1.1\r\nHost: cut.internal\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-Sum: 42\r\n\r\n");
    private static final String UPGRADE =
            """
            GET /ws HTTP/1.1
            Host: socket.internal
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

            """
                    .replace("\n", "\r\n");

    private static RecordingUpstream upstream;
    private static RecordingUpstream sockets;
    private static Quaygate quaygate;

    /** Where the boundary is. */
    enum Cut {
        CLEAR_SEGMENT,
        TLS_RECORD,
        /** A TLS record lies in two segments. */
        INSIDE_TLS_RECORD
    }

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(CutInTwoXIT::tellAll);
        sockets = RecordingUpstream.answering(Behaviours.webSocketEcho());
        quaygate =
                Quaygate.start(
                        """
                        routes:
                          - {name: cut, host: cut.internal, tls: internal, to: %1$d}
                          - {name: cut-clear, host: cut.internal, tls: off, to: %1$d}
                          - {name: socket, host: socket.internal, tls: internal, to: %2$d}
                          - {name: socket-clear, host: socket.internal, tls: off, to: %2$d}
                        """
                                .formatted(upstream.port(), sockets.port()));
    }

    /** The answer holds everything that arrived. */
    private static void tellAll(ParsedRequest request, UpstreamExchange exchange)
            throws IOException {
        exchange.text(200, request.headText() + "\n" + request.bodyText(), request);
    }

    @AfterAll
    static void stop() {
        upstream.close();
        sockets.close();
        quaygate.close();
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void readsTheSameHttp1RequestWhereverItIsCut(Cut cut) throws IOException {
        for (String request : REQUESTS) {
            byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
            int before = upstream.requestCount();
            int positions = positions(cut, bytes);
            var connection = CuttingSocket.to(port(cut));
            try (H1Client client = client(cut, connection, SITE, "http/1.1")) {
                String whole = told(client.send(bytes).read());
                assertThat(whole).startsWith("200").contains(request.substring(0, 6));

                for (int at = 1; at < positions; at++) {
                    say(cut, client, connection, bytes, at);

                    assertThat(told(client.read()))
                            .as("cut at %d: %s", at, request)
                            .isEqualTo(whole);
                }
                assertThat(upstream.requestCount() - before).isEqualTo(positions);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void passesTheSameUpgradeAndFirstMessageWhereverTheyAreCut(Cut cut) throws IOException {
        byte[] head = UPGRADE.getBytes(StandardCharsets.ISO_8859_1);
        byte[] message =
                WebSocketFrames.encode(
                        WebSocketFrames.TEXT, "hello".getBytes(StandardCharsets.UTF_8), true);
        String whole = upgraded(cut, head, 0, message, 0);
        assertThat(whole).startsWith("101").contains("hello");

        for (int at = 1; at < positions(cut, head); at++) {
            assertThat(upgraded(cut, head, at, message, 0)).as("head at " + at).isEqualTo(whole);
        }
        for (int at = 1; at < positions(cut, message); at++) {
            assertThat(upgraded(cut, head, 0, message, at)).as("frame at " + at).isEqualTo(whole);
        }
    }

    /** Answer and echo at the client, then all that the upstream received. */
    private static String upgraded(Cut cut, byte[] head, int headAt, byte[] message, int messageAt)
            throws IOException {
        int before = sockets.connections().size();
        var connection = CuttingSocket.to(port(cut));
        try (H1Client client = client(cut, connection, "socket.internal", "http/1.1")) {
            say(cut, client, connection, head, headAt);
            String answer = told(client.read());
            say(cut, client, connection, message, messageAt);
            String echo = WebSocketFrames.read(client.in()).text();
            assertThat(sockets.connections()).hasSize(before + 1);
            byte[] arrived = sockets.connections().getLast().bytes();
            return answer + echo + plain(new String(arrived, StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Cut.class, names = "CLEAR_SEGMENT", mode = EnumSource.Mode.EXCLUDE)
    void readsTheSameHttp2RequestWhereverItIsCut(Cut cut) throws IOException {
        byte[] opening =
                H2Client.opening(
                        H2Frame.headers(
                                1, H2Client.request("POST", SITE, "/h2", "x-one", "1"), false),
                        H2Frame.data(1, "hello".getBytes(StandardCharsets.UTF_8), false),
                        H2Frame.data(1, " world".getBytes(StandardCharsets.UTF_8), true));
        int before = upstream.requestCount();
        String whole = asked(cut, opening, 0);
        assertThat(whole).startsWith("200").contains("POST /h2").contains("hello world");

        for (int at = 1; at < positions(cut, opening); at++) {
            assertThat(asked(cut, opening, at)).as("cut at " + at).isEqualTo(whole);
        }
        assertThat(upstream.requestCount() - before).isEqualTo(positions(cut, opening));
    }

    private static String asked(Cut cut, byte[] opening, int at) throws IOException {
        var connection = CuttingSocket.to(port(cut));
        try (H1Client tls = client(cut, connection, SITE, "h2");
                H2Client client =
                        H2Client.saying(tls.tls(), pieces(cut, connection, opening, at))) {
            H2Response answer = client.awaitResponse(1, Duration.ofSeconds(5));
            assertThat(client.count(H2Frame.GOAWAY)).isZero();
            return answer.status() + " " + answer.ended() + " " + plain(answer.text());
        }
    }

    @Test
    void readsAClientHelloWhereverItIsCut() throws IOException {
        int positions = 0;
        for (boolean beyond = false; !beyond; positions++) {
            var connection = CuttingSocket.to(quaygate.https()).cutAfter(positions + 1);
            try (H1Client client = H1Client.over(connection, SITE, "http/1.1")) {
                assertThat(client.get(SITE, "/hello").read().status()).isEqualTo(200);
            }
            beyond = connection.firstWrite() <= positions + 1;
        }
        assertThat(positions).isGreaterThan(200);
    }

    private static H1Client client(Cut cut, CuttingSocket connection, String sni, String alpn)
            throws IOException {
        return cut == Cut.CLEAR_SEGMENT
                ? H1Client.over(connection)
                : H1Client.over(connection, sni, alpn);
    }

    private static int port(Cut cut) {
        return cut == Cut.CLEAR_SEGMENT ? quaygate.http() : quaygate.https();
    }

    /** One more than there are places to cut at: a TLS record has a header and a tag besides. */
    private static int positions(Cut cut, byte[] bytes) {
        return bytes.length + (cut == Cut.INSIDE_TLS_RECORD ? 5 + 1 + 16 : 0);
    }

    private static void say(
            Cut cut, H1Client client, CuttingSocket connection, byte[] bytes, int at)
            throws IOException {
        for (byte[] piece : pieces(cut, connection, bytes, at)) {
            client.send(piece);
            if (cut == Cut.TLS_RECORD) {
                CuttingSocket.pause();
            }
        }
    }

    /** What to write one after the other; position 0 is no cut. */
    private static byte[][] pieces(Cut cut, CuttingSocket connection, byte[] bytes, int at) {
        if (cut == Cut.TLS_RECORD && at > 0) {
            return new byte[][] {
                Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length)
            };
        }
        connection.cutAfter(at);
        return new byte[][] {bytes};
    }

    private static String told(H1Response answer) {
        return answer.status() + " " + answer.complete() + " " + plain(answer.text());
    }

    /** Without the one line that differs from request to request by design. */
    private static String plain(String text) {
        return text.replaceAll("(?i)x-request-id: [0-9a-z]+", "x-request-id: some");
    }
}
