package dev.quaygate.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an HTTP/2 endpoint may not do (RFC 9113 §5.4, §6, §8; hostile frames made by hand). */
class HostileEndpointTest {
    /**
     * @param sent what the endpoint answers to a GET on stream 1
     * @param told the error code of its GOAWAY or RST_STREAM
     * @param record how the exchange ended
     */
    record Case(String name, Function<Peer, List<Frame>> sent, String told, String record) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case goAway(String name, String code, Function<Peer, List<Frame>> sent) {
        return new Case(name, sent, "GOAWAY " + code, "502 upstream_bad_response");
    }

    private static Case reset(String name, Function<Peer, List<Frame>> sent) {
        return new Case(name, sent, "RST_STREAM PROTOCOL_ERROR", "502 upstream_bad_response");
    }

    /** After a head of 200 has gone on: the answer is cut. */
    private static Case cut(String name, String told, Function<Peer, List<Frame>> sent) {
        return new Case(
                name,
                peer -> {
                    var all = new ArrayList<Frame>();
                    all.add(peer.block(1, false, ":status", "200", "content-length", "5"));
                    all.addAll(sent.apply(peer));
                    return all;
                },
                told,
                "200 upstream_cut");
    }

    private static Function<Peer, List<Frame>> head(String... fields) {
        return peer -> List.of(peer.block(1, true, fields));
    }

    private static Function<Peer, List<Frame>> only(Frame... frames) {
        return peer -> List.of(frames);
    }

    static Stream<Case> cases() {
        return Stream.of(heads(), frames(), bodies(), floods()).flatMap(List::stream);
    }

    private static List<Case> heads() {
        return List.of(
                reset("no :status", head("a", "b")),
                reset(":status twice", head(":status", "200", ":status", "200")),
                reset(":status of two digits", head(":status", "20")),
                reset(":status 600", head(":status", "600")),
                reset(":status after a field", head("a", "b", ":status", "200")),
                reset("pseudo-field of a request", head(":status", "200", ":path", "/")),
                reset("101", head(":status", "101")),
                reset("interim that ends", head(":status", "103")),
                reset("connection", head(":status", "200", "connection", "close")),
                reset("transfer-encoding", head(":status", "200", "transfer-encoding", "chunked")),
                reset("upgrade", head(":status", "200", "upgrade", "h2c")),
                reset("upper case", head(":status", "200", "Server", "x")),
                reset("blank in a name", head(":status", "200", "a b", "x")),
                reset("CR LF in a value", head(":status", "200", "a", "x\r\nb: c")),
                reset("NUL in a value", head(":status", "200", "a", "x\0y")),
                reset("blank before a value", head(":status", "200", "a", " x")),
                reset(
                        "lengths that differ",
                        head(":status", "200", "content-length", "1", "content-length", "2")),
                reset("length that is none", head(":status", "200", "content-length", "+1")),
                reset("length without body", head(":status", "200", "content-length", "5")),
                reset(
                        "11 interim heads",
                        peer -> {
                            var all = new ArrayList<Frame>();
                            for (int i = 0; i < 11; i++) {
                                all.add(peer.block(1, false, ":status", "103"));
                            }
                            return all;
                        }),
                reset(
                        "201 fields",
                        peer -> {
                            String[] fields = new String[404];
                            for (int i = 0; i < fields.length; i += 2) {
                                fields[i] = i == 0 ? ":status" : "a";
                                fields[i + 1] = i == 0 ? "200" : "b";
                            }
                            return List.of(peer.block(1, true, fields));
                        }));
    }

    private static List<Case> frames() {
        return List.of(
                goAway(
                        "PUSH_PROMISE",
                        "PROTOCOL_ERROR",
                        only(Frame.of(Wire.PUSH_PROMISE, 4, 1, new byte[8]))),
                goAway(
                        "HEADERS on an idle stream",
                        "PROTOCOL_ERROR",
                        peer -> List.of(peer.block(3, true, ":status", "200"))),
                goAway(
                        "HEADERS on an even stream",
                        "PROTOCOL_ERROR",
                        peer -> List.of(peer.block(2, true, ":status", "200"))),
                goAway("DATA on an idle stream", "PROTOCOL_ERROR", only(Frame.data(5, "x", false))),
                goAway("DATA on stream 0", "PROTOCOL_ERROR", only(Frame.data(0, "x", false))),
                goAway("RST_STREAM on an idle stream", "PROTOCOL_ERROR", only(Frame.reset(7, 0))),
                goAway(
                        "WINDOW_UPDATE on an idle stream",
                        "PROTOCOL_ERROR",
                        only(Frame.windowUpdate(7, 1))),
                goAway("WINDOW_UPDATE of 0", "PROTOCOL_ERROR", only(Frame.windowUpdate(0, 0))),
                goAway(
                        "window of the connection overflows",
                        "FLOW_CONTROL_ERROR",
                        only(Frame.windowUpdate(0, Integer.MAX_VALUE))),
                new Case(
                        "window of the stream overflows",
                        only(Frame.windowUpdate(1, Integer.MAX_VALUE)),
                        "RST_STREAM FLOW_CONTROL_ERROR",
                        "502 upstream_bad_response"),
                goAway(
                        "SETTINGS of 5 bytes",
                        "FRAME_SIZE_ERROR",
                        only(Frame.of(Wire.SETTINGS, 0, 0, new byte[5]))),
                goAway(
                        "frame size of 1",
                        "PROTOCOL_ERROR",
                        only(Frame.setting(Wire.SETTING_FRAME_SIZE, 1))),
                goAway(
                        "PING of 7 bytes",
                        "FRAME_SIZE_ERROR",
                        only(Frame.of(Wire.PING, 0, 0, new byte[7]))),
                goAway(
                        "block that does not decode",
                        "COMPRESSION_ERROR",
                        only(
                                Frame.of(
                                        Wire.HEADERS,
                                        Wire.END_HEADERS,
                                        1,
                                        (byte) 0xff,
                                        (byte) 0xff,
                                        (byte) 0xff))),
                goAway(
                        "CONTINUATION alone",
                        "PROTOCOL_ERROR",
                        only(Frame.of(Wire.CONTINUATION, 4, 1))),
                goAway(
                        "block interrupted",
                        "PROTOCOL_ERROR",
                        only(Frame.of(Wire.HEADERS, 0, 1), Frame.of(Wire.PING, 0, 0, new byte[8]))),
                goAway(
                        "frame too long",
                        "FRAME_SIZE_ERROR",
                        only(Frame.of(Wire.DATA, 0, 1, new byte[(16 << 10) + 1]))));
    }

    private static List<Case> bodies() {
        return List.of(
                reset("DATA before a head", only(Frame.data(1, "x", false))),
                new Case(
                        "body of a 204",
                        peer ->
                                List.of(
                                        peer.block(1, false, ":status", "204"),
                                        Frame.data(1, "x", true)),
                        "RST_STREAM CANCEL",
                        "204 -"),
                cut(
                        "body longer than its length",
                        "RST_STREAM PROTOCOL_ERROR",
                        only(Frame.data(1, "123456", false))),
                cut(
                        "body shorter than its length",
                        "RST_STREAM PROTOCOL_ERROR",
                        only(Frame.data(1, "1234", true))),
                cut(
                        "trailers without an end",
                        "RST_STREAM PROTOCOL_ERROR",
                        peer -> List.of(peer.block(1, false, "a", "b"))),
                cut(
                        "trailers after a short body",
                        "RST_STREAM PROTOCOL_ERROR",
                        peer -> List.of(peer.block(1, true, "a", "b"))),
                cut(
                        "pseudo-field in trailers",
                        "RST_STREAM PROTOCOL_ERROR",
                        peer ->
                                List.of(
                                        Frame.data(1, "12345", false),
                                        peer.block(1, true, ":status", "200"))),
                cut(
                        "connection in trailers",
                        "RST_STREAM PROTOCOL_ERROR",
                        peer ->
                                List.of(
                                        Frame.data(1, "12345", false),
                                        peer.block(1, true, "connection", "x"))),
                cut(
                        "reset in the middle",
                        "",
                        only(Frame.data(1, "12", false), Frame.reset(1, ErrorCode.INTERNAL_ERROR))),
                new Case(
                        "more than the stream's window",
                        peer -> {
                            var all = new ArrayList<Frame>();
                            all.add(peer.block(1, false, ":status", "200"));
                            for (int i = 0; i < 14; i++) {
                                all.add(Frame.data(1, "x".repeat(16_000), false));
                            }
                            return all;
                        },
                        "RST_STREAM FLOW_CONTROL_ERROR",
                        "200 upstream_cut"));
    }

    private static List<Case> floods() {
        return List.of(
                goAway(
                        "1,001 PING",
                        "ENHANCE_YOUR_CALM",
                        many(1001, Frame.of(Wire.PING, Wire.ACK, 0, new byte[8]))),
                goAway(
                        "1,001 SETTINGS",
                        "ENHANCE_YOUR_CALM",
                        many(1001, Frame.of(Wire.SETTINGS, 0, 0))),
                goAway(
                        "1,001 WINDOW_UPDATE",
                        "ENHANCE_YOUR_CALM",
                        many(1001, Frame.windowUpdate(0, 1))),
                new Case(
                        "101 empty DATA",
                        peer -> {
                            var all = new ArrayList<Frame>();
                            all.add(peer.block(1, false, ":status", "200"));
                            all.addAll(many(101, Frame.data(1, "", false)).apply(peer));
                            return all;
                        },
                        "GOAWAY ENHANCE_YOUR_CALM",
                        "200 upstream_cut"),
                goAway(
                        "16 CONTINUATION",
                        "ENHANCE_YOUR_CALM",
                        peer -> {
                            var all = new ArrayList<Frame>();
                            all.add(Frame.of(Wire.HEADERS, 0, 1));
                            all.addAll(many(16, Frame.of(Wire.CONTINUATION, 0, 1)).apply(peer));
                            return all;
                        }));
    }

    private static Function<Peer, List<Frame>> many(int count, Frame frame) {
        return peer -> java.util.Collections.nCopies(count, frame);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isToldAndBelievedNoLonger(Case each) {
        // The client's window is shut, so that all credit for a body is ours to give.
        try (Peer peer = Peer.connected(client -> client.forwardH2c(9))) {
            peer.send(Frame.setting(Wire.SETTING_WINDOW, 0), peer.get(1, "/"));
            H2cBackend backend = H2cBackend.settled(peer);
            backend.received();

            backend.send(each.sent.apply(peer).toArray(Frame[]::new));

            String told =
                    backend
                            .received(frame ->
                                    frame.type() == Wire.GOAWAY || frame.type() == Wire.RST_STREAM)
                            .stream()
                            .map(frame ->
                                    (frame.type() == Wire.GOAWAY ? "GOAWAY " : "RST_STREAM ")
                                            + frame.error())
                            .findFirst()
                            .orElse("");
            assertThat(told).isEqualTo(each.told);
            assertThat(backend.isClosed()).isEqualTo(each.told.startsWith("GOAWAY"));
            assertThat(peer.client.ended).hasSize(1).first().asString().startsWith(each.record);
        }
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void isSentNoRequestIfItDoesNotSpeakHttp2(String opening) {
        try (Peer peer = Peer.connected(client -> client.forwardH2c(9))) {
            peer.send(peer.get(1, "/"));

            peer.upstreamSends(0, opening.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

            assertThat(peer.client.ended).containsExactly("502 upstream_bad_response no SETTINGS");
            assertThat(new H2cBackend(peer, 0).heads()).isEmpty();
        }
    }

    static Stream<String> strangers() {
        return Stream.of(
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "SSH-2.0-x\r\n\r\n",
                "\0\0\10\6\0\0\0\0\0........",
                "\0\0\0\4\1\0\0\0\0");
    }
}
