package dev.quaygate.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads that endpoints send, RFC 9112 §4 and §6.3; rules Q1, Q2, Q4, Q5. */
class ResponseHeadParserTest {
    private static final String REFUSED = "502";

    record Case(String name, boolean toHead, String raw, String outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Outcome: status, framing, length, then {@code close} and the fields that go on. */
    static List<Case> cases() {
        return List.of(
                ok("length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "200 FIXED 5"),
                ok("length 0", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200 NONE 0"),
                ok(
                        "chunked",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n",
                        "200 CHUNKED -1"),
                ok("until close", "HTTP/1.1 200 OK\r\n\r\n", "200 UNTIL_CLOSE -1 close"),
                ok("1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", "200 FIXED 5 close"),
                ok(
                        "1.0 kept alive",
                        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\n",
                        "200 FIXED 5"),
                ok(
                        "Connection: close",
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n",
                        "200 FIXED 5 close"),
                ok("no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "200 NONE 0"),
                ok(
                        "neither blank nor reason",
                        "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
                        "200 NONE 0"),
                ok(
                        "8-bit reason",
                        "HTTP/1.1 200 Gar\u00e7on\r\nContent-Length: 0\r\n\r\n",
                        "200 NONE 0"),
                ok("204", "HTTP/1.1 204 No Content\r\n\r\n", "204 NONE -1"),
                ok(
                        "204 with a length",
                        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
                        "204 NONE -1"),
                ok(
                        "304 with a length",
                        "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
                        "304 NONE 5"),
                ok("100", "HTTP/1.1 100 Continue\r\n\r\n", "100 NONE -1"),
                ok(
                        "103",
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
                        "103 NONE -1 link=</a>"),
                ok(
                        "unregistered status",
                        "HTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n",
                        "299 NONE 0"),
                ok(
                        "equal lengths",
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                        "200 FIXED 5"),
                ok("underscored name", "HTTP/1.1 204 N\r\nX_Y: 1\r\n\r\n", "204 NONE -1 x_y=1"),
                ok(
                        "two cookies stay two",
                        "HTTP/1.1 204 N\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n",
                        "204 NONE -1 set-cookie=a set-cookie=b"),
                ok(
                        "hop-by-hop",
                        "HTTP/1.1 204 N\r\nConnection: X-Hop\r\nKeep-Alive: t\r\nProxy-Authenticate: x\r\nTrailer: y\r\nUpgrade: h2c\r\nTE: z\r\nX-Hop: 1\r\nAlt-Svc: h3\r\nX: 1\r\n\r\n",
                        "204 NONE -1 x=1"),
                new Case(
                        "HEAD with a length",
                        true,
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                        "200 NONE 5"),
                new Case(
                        "HEAD in chunks",
                        true,
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "200 NONE -1"),
                bad("HTTP/0.9", "<html>hello</html>\r\n\r\n"),
                bad("version 2", "HTTP/2.0 200 OK\r\n\r\n"),
                bad("version 1.2", "HTTP/1.2 200 OK\r\n\r\n"),
                bad("lower case", "http/1.1 200 OK\r\n\r\n"),
                bad("two blanks", "HTTP/1.1  200 OK\r\n\r\n"),
                bad("two digits", "HTTP/1.1 20 OK\r\n\r\n"),
                bad("four digits", "HTTP/1.1 2000 OK\r\n\r\n"),
                bad("letters", "HTTP/1.1 2xx OK\r\n\r\n"),
                bad("status 099", "HTTP/1.1 099 OK\r\n\r\n"),
                bad("status 600", "HTTP/1.1 600 OK\r\n\r\n"),
                bad("leading line end", "\r\nHTTP/1.1 200 OK\r\n\r\n"),
                bad("LF after the status line", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"),
                bad("control in the reason", "HTTP/1.1 200 O\u0001K\r\n\r\n"),
                bad("bare CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n"),
                bad("LF after a field", "HTTP/1.1 200 OK\r\nX: y\n\r\n"),
                bad("control in a field", "HTTP/1.1 200 OK\r\nX: \0\r\n\r\n"),
                bad("blank before the colon", "HTTP/1.1 200 OK\r\nX : y\r\n\r\n"),
                bad("fold", "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n"),
                bad(
                        "both framings",
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
                bad(
                        "both framings to 204",
                        "HTTP/1.1 204 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
                bad(
                        "unequal lengths",
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"),
                bad("length list", "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n"),
                bad("length sign", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n"),
                bad(
                        "unknown coding",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
                bad(
                        "coding twice",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
                bad("coding in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                bad("malformed Connection", "HTTP/1.1 200 OK\r\nConnection: a b\r\n\r\n"),
                ok(
                        "200 fields",
                        "HTTP/1.1 204 N\r\n" + "Trailer: v\r\n".repeat(200) + "\r\n",
                        "204 NONE -1"),
                bad("201 fields", "HTTP/1.1 204 N\r\n" + "Trailer: v\r\n".repeat(201) + "\r\n"),
                bad(
                        "head above 32 KiB",
                        "HTTP/1.1 204 N\r\nX: " + "v".repeat(32 << 10) + "\r\n\r\n"));
    }

    private static Case ok(String name, String raw, String outcome) {
        return new Case(name, false, raw, outcome);
    }

    private static Case bad(String name, String raw) {
        return new Case(name, false, raw, REFUSED);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAsTheRulesSayWhenItComesWhole(Case response) {
        assertThat(parse(response, response.raw)).isEqualTo(response.outcome);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAlikeByteByByte(Case response) {
        assertThat(parse(response, response.raw.split("(?s)(?<=.)"))).isEqualTo(response.outcome);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAlikeCutInTwoAnywhere(Case response) {
        String raw = response.raw;
        int step = raw.length() > 2000 ? 97 : 1;
        for (int cut = 1; cut < raw.length(); cut += step) {
            String outcome = parse(response, raw.substring(0, cut), raw.substring(cut));

            assertThat(outcome).as("cut at %d", cut).isEqualTo(response.outcome);
        }
    }

    @Test
    void leavesTheBodyInTheBuffer() {
        var head = new ResponseHead();
        ByteBuf in = Bytes.buffer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

        new ResponseHeadParser().parse(head, in, false);

        assertThat(Bytes.text(in)).isEqualTo("hello");
        assertThat(head.length).isEqualTo(head.headEnd);
    }

    @Test
    void tellsAWebsocketSwitchFromOthers() {
        String start = "HTTP/1.1 101 Switching Protocols\r\n";

        assertThat(head(start + "Upgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n").websocket)
                .isTrue();
        assertThat(head(start + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n").websocket).isFalse();
        assertThat(head(start + "Upgrade: websocket\r\n\r\n").websocket).isFalse();
        assertThat(
                        head("HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
                                .websocket)
                .isFalse();
    }

    @Test
    void blamesTheEndpoint() {
        var parser = new ResponseHeadParser();

        int result = parser.parse(new ResponseHead(), Bytes.buffer("nonsense"), false);

        assertThat(result).isEqualTo(ResponseHeadParser.REFUSED);
        assertThat(parser.refusal().cause()).isEqualTo(Cause.UPSTREAM_BAD_RESPONSE);
        assertThat(parser.refusal().status()).isEqualTo(502);
    }

    private static ResponseHead head(String raw) {
        var head = new ResponseHead();
        new ResponseHeadParser().parse(head, Bytes.buffer(raw), false);
        return head;
    }

    private static String parse(Case response, String... pieces) {
        var parser = new ResponseHeadParser();
        var head = new ResponseHead();
        for (String piece : pieces) {
            int result = parser.parse(head, Bytes.buffer(piece), response.toHead);
            if (result == ResponseHeadParser.REFUSED) {
                return REFUSED;
            }
            if (result == ResponseHeadParser.DONE) {
                return outcome(head);
            }
        }
        return "waits";
    }

    private static String outcome(ResponseHead head) {
        var seen = new StringBuilder();
        seen.append(head.status).append(' ').append(head.framing).append(' ');
        seen.append(head.contentLength).append(head.close ? " close" : "");
        for (int i = 0; i < head.count(); i++) {
            if (!head.isDropped(i)) {
                seen.append(' ')
                        .append(
                                Ascii.string(head.bytes, head.nameStart(i), head.nameEnd(i))
                                        .toLowerCase(java.util.Locale.ROOT))
                        .append('=')
                        .append(Ascii.string(head.bytes, head.valueStart(i), head.valueEnd(i)));
            }
        }
        return seen.toString();
    }
}
