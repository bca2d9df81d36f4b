package dev.quaygate.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests and answers over HTTP/2 (RFC 9113 §3.4, §5, §6.8, §8; P2, H12). */
class H2ConnectionTest {
    @Test
    void announcesItsLimitsBeforeTheClientSpeaks() {
        try (Peer peer = Peer.raw(client -> client.respond("/", 200, ""))) {
            List<Frame> frames = peer.received();

            assertThat(frames)
                    .extracting(Frame::type)
                    .containsExactly(Wire.SETTINGS, Wire.WINDOW_UPDATE);
            assertThat(frames.get(0).payload())
                    .containsExactly(
                            0, 3, 0, 0, 0, 100, //
                            0, 4, 0, 1, 0, 0, //
                            0, 6, 0, 0, 0x40, 0);
            assertThat(frames.get(1).firstInt()).isEqualTo((1 << 20) - 65_535);
        }
    }

    @Test
    void answersARequestWithHeadAndBodyInOneFlush() {
        try (Peer peer = Peer.answering()) {
            peer.send(peer.get(1, "/"));

            List<Frame> frames = peer.received();
            assertThat(frames).extracting(Frame::type).containsExactly(Wire.HEADERS, Wire.DATA);
            assertThat(peer.fields(frames.get(0)))
                    .startsWith(":status: 200")
                    .contains("content-type: text/plain", "content-length: 5")
                    .anyMatch(field -> field.startsWith("date: "));
            assertThat(frames.get(1).text()).isEqualTo("hello");
            assertThat(frames.get(1).endsStream()).isTrue();
            assertThat(peer.connection.openStreams()).isZero();
        }
    }

    @Test
    void readsFramesThatComeByteByByte() {
        try (Peer peer = Peer.answering()) {
            var bytes = peer.get(1, "/").bytes();
            while (bytes.isReadable()) {
                peer.send(bytes.readBytes(1));
            }

            assertThat(peer.received())
                    .extracting(Frame::type)
                    .containsExactly(Wire.HEADERS, Wire.DATA);
        }
    }

    @Test
    void refusesAnotherProtocol() {
        try (Peer peer = Peer.raw(client -> client.respond("/", 200, ""))) {
            peer.received();

            peer.send(
                    Unpooled.copiedBuffer(
                            "GET / HTTP/1.1\r\n\r\n", java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(peer.received())
                    .singleElement()
                    .extracting(Frame::error)
                    .isEqualTo("PROTOCOL_ERROR");
        }
    }

    @Test
    void forwardsHeadBodyAndCookieCrumbsToTheBackend() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/x?y=1", "cookie", "a=1", "accept", "*/*", "cookie", "b=2"));
            peer.send(Frame.data(1, "first", false), Frame.data(1, "second", true));

            assertThat(peer.upstreamGot(0))
                    .startsWith("POST /x?y=1 HTTP/1.1\r\n")
                    .containsIgnoringCase("host: a.example\r\n")
                    .containsIgnoringCase("cookie: a=1; b=2\r\n")
                    .contains("accept: */*\r\n")
                    .endsWith("\r\n\r\n5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n");
        }
    }

    @Test
    void joinsTinyPiecesBeforeTheyGoOn() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/"));
            peer.upstreamGot(0);
            Frame[] tiny = new Frame[1000];
            java.util.Arrays.fill(tiny, Frame.data(1, "x", false));

            peer.send(tiny);
            assertThat(peer.upstreamGot(0)).isEqualTo("3e8\r\n" + "x".repeat(1000) + "\r\n");

            peer.send(Frame.data(1, "y", false), Frame.data(1, "z", true));
            assertThat(peer.upstreamGot(0)).isEqualTo("1\r\ny\r\n1\r\nz\r\n0\r\n\r\n");
        }
    }

    @Test
    void readsTheSameHoweverTheBytesAreCut() {
        long seed = 20261124;
        var random = new java.util.Random(seed);
        for (int run = 0; run < 200; run++) {
            try (Peer peer = Peer.forwarding()) {
                var bytes = io.netty.buffer.Unpooled.buffer();
                bytes.writeBytes(peer.post(1, "/", "x", "y".repeat(100)).bytes());
                bytes.writeBytes(Frame.of(Wire.PING, 0, 0, new byte[8]).bytes());
                bytes.writeBytes(
                        Frame.of(
                                        Wire.DATA,
                                        Wire.PADDED,
                                        1,
                                        (byte) 3,
                                        (byte) 'a',
                                        (byte) 'b',
                                        (byte) 0,
                                        (byte) 0,
                                        (byte) 0)
                                .bytes());
                bytes.writeBytes(Frame.of(0x77, 0, 5, new byte[30]).bytes());
                bytes.writeBytes(Frame.data(1, "c".repeat(random.nextInt(600)), false).bytes());
                bytes.writeBytes(Frame.data(1, "d", true).bytes());
                while (bytes.isReadable()) {
                    int part = Math.min(bytes.readableBytes(), 1 + random.nextInt(40));
                    peer.send(bytes.readRetainedSlice(part));
                }
                bytes.release();

                assertThat(peer.received())
                        .as("seed %d run %d", seed, run)
                        .extracting(Frame::type)
                        .containsExactly(Wire.PING);
                String got = peer.upstreamGot(0);
                String body =
                        got.substring(got.indexOf("\r\n\r\n") + 4)
                                .replaceAll("(^|\r\n)[0-9a-f]+\r\n", "");
                assertThat(body).as("seed %d run %d", seed, run).matches("abc*d\\s*");
            }
        }
    }

    @Test
    void passesTheAnswerAndItsTrailersOn() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.get(1, "/"));
            peer.upstreamGot(0);

            peer.upstreamSends(
                    0,
                    """
                    HTTP/1.1 200 OK
                    Server: x
                    Connection: keep-alive
                    Transfer-Encoding: chunked
                    Trailer: Grpc-Status

                    2
                    hi
                    0
                    Grpc-Status: 0

                    """
                            .replace("\n", "\r\n"));

            List<Frame> frames = peer.received();
            assertThat(frames)
                    .extracting(Frame::type)
                    .containsExactly(Wire.HEADERS, Wire.DATA, Wire.HEADERS);
            assertThat(peer.fields(frames.get(0)))
                    .contains(":status: 200", "server: x")
                    .noneMatch(field -> field.matches("(connection|transfer-encoding|trailer):.*"));
            assertThat(frames.get(1).endsStream()).isFalse();
            assertThat(peer.fields(frames.get(2))).containsExactly("grpc-status: 0");
            assertThat(frames.get(2).endsStream()).isTrue();
        }
    }

    @Test
    void passesInterimAnswersOn() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.get(1, "/"));
            peer.upstreamGot(0);

            peer.upstreamSends(
                    0,
                    "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");

            List<Frame> frames = peer.received();
            assertThat(peer.fields(frames.get(0)))
                    .containsExactly(":status: 103", "link: </a.css>");
            assertThat(frames.get(0).endsStream()).isFalse();
            assertThat(peer.fields(frames.get(1))).startsWith(":status: 204");
            assertThat(frames.get(1).endsStream()).isTrue();
        }
    }

    @Test
    void saysContinueToAClientThatWaitsForIt() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/", "expect", "100-continue"));

            assertThat(peer.fields(peer.received().getFirst())).containsExactly(":status: 100");
        }
    }

    @Test
    void resetsTheStreamWhenTheBackendBreaksOff() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.get(1, "/"));
            peer.upstreamGot(0);
            peer.upstreamSends(0, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");

            peer.upstreams.get(0).close();

            List<Frame> frames = peer.received();
            assertThat(frames.getLast().error()).isEqualTo("INTERNAL_ERROR");
            assertThat(frames).noneMatch(Frame::endsStream);
            assertThat(peer.client.ended.getFirst()).startsWith("200 upstream_cut");
        }
    }

    @Test
    void cancelsTheBackendWhenTheClientResets() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.get(1, "/"));
            peer.upstreamGot(0);

            peer.send(Frame.reset(1, ErrorCode.CANCEL));

            assertThat(peer.upstreams.get(0).isOpen()).isFalse();
            assertThat(peer.client.ended).containsExactly("499 client_abort RST_STREAM CANCEL");
        }
    }

    @Test
    void cancelsTheBackendWhenTheConnectionIsLostInMidUpload() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/", "content-length", "10"), Frame.data(1, "half", false));
            assertThat(peer.upstreamGot(0)).endsWith("half");

            peer.channel.close();
            peer.turn();

            assertThat(peer.upstreams.get(0).isOpen()).isFalse();
        }
    }

    @Test
    void holdsBytesThatCompleteTheLengthUntilTheEndConfirmsThem() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/", "content-length", "4"), Frame.data(1, "ab", false));
            assertThat(peer.upstreamGot(0)).endsWith("\r\n\r\nab");

            peer.send(Frame.data(1, "cd", false));
            assertThat(peer.upstreamGot(0)).isEmpty();

            peer.send(Frame.data(1, "", true));
            assertThat(peer.upstreamGot(0)).isEqualTo("cd");
        }
    }

    @Test
    void abortsTheBackendWhenMoreComesThanDeclared() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/", "content-length", "2"), Frame.data(1, "ab", false));

            peer.send(Frame.data(1, "c", true));

            assertThat(peer.upstreamGot(0)).doesNotContain("ab");
            assertThat(peer.upstreams.get(0).isOpen()).isFalse();
            assertThat(peer.received().getLast().error()).isEqualTo("PROTOCOL_ERROR");
        }
    }

    @Test
    void refusesALengthWithoutABody() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.head(1, true, ":method", "POST", ":path", "/", "content-length", "3"));

            assertThat(peer.received().getLast().error()).isEqualTo("PROTOCOL_ERROR");
            assertThat(peer.upstreams).isEmpty();
        }
    }

    @Test
    void acceptsRequestTrailersAndDropsThem() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(
                    peer.post(1, "/"),
                    Frame.data(1, "x", false),
                    peer.block(1, true, "checksum", "1"));

            assertThat(peer.upstreamGot(0)).endsWith("1\r\nx\r\n0\r\n\r\n");
        }
    }

    @Test
    void abortsTheBackendOnTrailersThatAreMalformed() {
        for (String[] bad :
                new String[][] {
                    {":path", "/"},
                    {"Upper", "1"},
                    {"a b", "1"},
                    {"te", "x"},
                    {"connection", "x"},
                    {"x", " 1"},
                    {"x", "a\u0001"}
                }) {
            try (Peer peer = Peer.forwarding()) {
                peer.send(peer.post(1, "/"), Frame.data(1, "x", false), peer.block(1, true, bad));

                assertThat(peer.received().getLast().error()).isEqualTo("PROTOCOL_ERROR");
                assertThat(peer.upstreams.get(0).isOpen()).isFalse();
            }
        }
    }

    @Test
    void resetsMalformedHeadsWithoutAnUpstream() {
        for (String[] bad :
                new String[][] {
                    {":method", "GET", ":path", "/", ":scheme", "https", ":authority", "a"},
                    {":method", "GET", ":scheme", "http", ":authority", "a"},
                    {":method", "GET", ":path", "", ":scheme", "http", ":authority", "a"},
                    {":method", "GET", ":path", "/", ":authority", "a"},
                    {":path", "/", ":scheme", "http", ":authority", "a"},
                    {
                        ":method",
                        "GET",
                        ":method",
                        "GET",
                        ":path",
                        "/",
                        ":scheme",
                        "http",
                        ":authority",
                        "a"
                    },
                    {
                        ":method",
                        "GET",
                        ":path",
                        "/",
                        ":scheme",
                        "http",
                        "x",
                        "1",
                        ":authority",
                        "a"
                    },
                    {":method", "GET", ":path", "/", ":scheme", "http", ":status", "200"},
                    {
                        ":method",
                        "GET",
                        ":path",
                        "/",
                        ":scheme",
                        "http",
                        ":authority",
                        "a",
                        "connection",
                        "x"
                    },
                    {
                        ":method",
                        "GET",
                        ":path",
                        "/",
                        ":scheme",
                        "http",
                        ":authority",
                        "a",
                        "te",
                        "gzip"
                    },
                    {
                        ":method",
                        "GET",
                        ":path",
                        "/",
                        ":scheme",
                        "http",
                        ":authority",
                        "a",
                        "X",
                        "1"
                    },
                    {":method", "GET", ":path", "/", ":scheme", "http"}
                }) {
            try (Peer peer = Peer.forwarding()) {
                peer.send(peer.block(1, true, bad));

                assertThat(peer.received())
                        .as(String.join(" ", bad))
                        .singleElement()
                        .extracting(Frame::error)
                        .isEqualTo("PROTOCOL_ERROR");
                assertThat(peer.upstreams).isEmpty();
                assertThat(peer.client.ended).as(String.join(" ", bad)).hasSize(1);
            }
        }
    }

    @Test
    void answersRefusalsThatAreNoFramingDoubt() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(
                    peer.get(1, "/a/../b"),
                    peer.block(3, true, ":method", "CONNECT", ":authority", "a"));

            List<Frame> heads = peer.received(frame -> frame.type() == Wire.HEADERS);
            assertThat(peer.fields(heads.get(0))).startsWith(":status: 400");
            assertThat(peer.fields(heads.get(1))).startsWith(":status: 405");
        }
    }

    @Test
    void answersAHeadOverTheListLimitAndGoesOn() {
        try (Peer peer = Peer.answering()) {
            Frame big = peer.head(1, true, ":method", "GET", ":path", "/", "x", "y".repeat(16_300));
            peer.send(Frame.of(Wire.HEADERS, Wire.END_STREAM, 1, half(big.payload(), true)));
            peer.send(Frame.of(Wire.CONTINUATION, Wire.END_HEADERS, 1, half(big.payload(), false)));
            peer.send(peer.get(3, "/"));

            List<Frame> heads = peer.received(frame -> frame.type() == Wire.HEADERS);
            assertThat(peer.fields(heads.get(0))).startsWith(":status: 431");
            assertThat(peer.fields(heads.get(1))).startsWith(":status: 200");
        }
    }

    private static byte[] half(byte[] all, boolean first) {
        int middle = all.length / 2;
        return first
                ? java.util.Arrays.copyOf(all, middle)
                : java.util.Arrays.copyOfRange(all, middle, all.length);
    }

    @Test
    void drainsInTwoStepsSoThatNoRequestIsLost() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.get(1, "/"));
            peer.connection.drain();
            List<Frame> first = peer.received();
            assertThat(first).extracting(Frame::type).containsExactly(Wire.GOAWAY, Wire.PING);
            assertThat(first.get(0).firstInt()).isEqualTo(Integer.MAX_VALUE);

            peer.send(peer.get(3, "/late")); // was on its way
            peer.send(Frame.of(Wire.PING, Wire.ACK, 0, first.get(1).payload()));
            assertThat(peer.received()).singleElement().extracting(Frame::firstInt).isEqualTo(3);

            peer.send(peer.get(5, "/too-late"));
            assertThat(peer.received())
                    .singleElement()
                    .extracting(Frame::error)
                    .isEqualTo("REFUSED_STREAM");

            assertThat(peer.upstreams).hasSize(2);
            for (int i = 0; i < 2; i++) {
                assertThat(peer.channel.isOpen()).isTrue();
                peer.upstreamSends(i, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
            assertThat(peer.received(Frame::endsStream))
                    .extracting(Frame::streamId)
                    .containsExactly(1, 3);
            assertThat(peer.channel.isOpen()).isFalse();
        }
    }

    @Test
    void cutsWhatIsInFlightWithItsCause() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.get(1, "/"), peer.get(3, "/"));

            int cut = peer.connection.cut(Cause.DRAIN_CUT);

            assertThat(cut).isEqualTo(2);
            assertThat(peer.received())
                    .extracting(Frame::type)
                    .containsExactly(Wire.RST_STREAM, Wire.RST_STREAM, Wire.GOAWAY);
            assertThat(peer.client.ended).allMatch(line -> line.contains("drain_cut"));
            assertThat(peer.channel.isOpen()).isFalse();
        }
    }

    @Test
    void closesOnlyAConnectionThatIsIdle() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.get(1, "/"));
            assertThat(peer.connection.closeIfIdle()).isFalse();

            peer.send(Frame.reset(1, ErrorCode.CANCEL));
            assertThat(peer.connection.closeIfIdle()).isTrue();

            assertThat(peer.received().getLast().error()).isEqualTo("NO_ERROR");
            assertThat(peer.channel.isOpen()).isFalse();
        }
    }

    @Test
    void closesWithGoAwayAfterTheIdleTime() {
        try (Peer peer = Peer.answering()) {
            peer.send(peer.get(1, "/"));
            peer.received();

            peer.after(Duration.ofSeconds(59));
            assertThat(peer.received()).isEmpty();
            peer.after(Duration.ofSeconds(61));

            assertThat(peer.received()).extracting(Frame::type).containsExactly(Wire.GOAWAY);
            assertThat(peer.channel.isOpen()).isFalse();
        }
    }

    @Test
    void endsAHeaderBlockThatIsNotCompleteInTime() {
        try (Peer peer = Peer.forwarding()) {
            Frame head = peer.get(1, "/");
            peer.send(Frame.of(Wire.HEADERS, 0, 1, head.payload()));

            peer.after(Duration.ofSeconds(9));
            assertThat(peer.received()).isEmpty();
            peer.after(Duration.ofSeconds(11));

            assertThat(peer.received()).extracting(Frame::type).containsExactly(Wire.GOAWAY);
        }
    }

    @Test
    void drainsAConnectionThatIsOld() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.get(1, "/"));

            peer.after(Duration.ofMinutes(53));
            assertThat(peer.received(frame -> frame.type() == Wire.GOAWAY)).isEmpty();
            peer.after(Duration.ofMinutes(67));

            assertThat(peer.received(frame -> frame.type() == Wire.GOAWAY)).isNotEmpty();
        }
    }

    @Test
    void letsARequestOutlastItsAnswerForAMomentOnly() {
        try (Peer peer = Peer.answering()) {
            peer.send(peer.post(1, "/"));
            assertThat(peer.received(frame -> frame.type() == Wire.RST_STREAM)).isEmpty();

            peer.send(Frame.data(1, "still coming", false));
            peer.after(Duration.ofMillis(1_500));
            peer.after(Duration.ofMillis(2_900));

            assertThat(peer.received())
                    .singleElement()
                    .extracting(Frame::error)
                    .isEqualTo("NO_ERROR");
            peer.send(Frame.data(1, "in flight", true));
            assertThat(peer.received()).isEmpty();
            assertThat(peer.connection.openStreams()).isZero();
        }
    }
}
