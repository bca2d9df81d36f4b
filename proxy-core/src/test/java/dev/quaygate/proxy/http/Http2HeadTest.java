package dev.quaygate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.text.Ascii;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads as the HTTP/2 decoder hands them over, RFC 9113 §8; rules V1 to V8. */
class Http2HeadTest {
    private static final String RESET = "reset";
    private static final String ANSWER_400 = "400";

    record Case(String rule, String name, List<String> fields, String outcome) {
        @Override
        public String toString() {
            return rule + " " + name;
        }
    }

    static List<Case> cases() {
        return List.of(
                of("legal", "plain", "200"),
                of("legal", "TE: trailers", "200", "te: trailers"),
                of("legal", "length", "200", "content-length: 5"),
                of("V1", "upper case", RESET, "X-A: b"),
                of("V1", "blank in a name", RESET, "x a: b"),
                of("V1", "8-bit name", RESET, "x\u00e9: b"),
                of("V1", "empty name", RESET, ": b"),
                of("V1", "CR in a value", RESET, "x: a\rb"),
                of("V1", "LF in a value", RESET, "x: a\nHost: b"),
                of("V1", "NUL in a value", RESET, "x: a\0"),
                of("V1", "blank before a value", RESET, "x:  a"),
                of("V1", "tab after a value", RESET, "x: a\t"),
                of("V2", "connection", RESET, "connection: close"),
                of("V2", "keep-alive", RESET, "keep-alive: t"),
                of("V2", "proxy-connection", RESET, "proxy-connection: close"),
                of("V2", "transfer-encoding", RESET, "transfer-encoding: chunked"),
                of("V2", "upgrade", RESET, "upgrade: websocket"),
                of("V2", "other TE", RESET, "te: gzip"),
                of("V4", "empty method", RESET, ":method: "),
                of("V4", "method with a blank", RESET, ":method: GE T"),
                of("V4", "method with a line end", RESET, ":method: GET / HTTP/1.1\r\nHost: b"),
                of("V4", "empty path", ANSWER_400, ":path: "),
                of("V4", "path without slash", ANSWER_400, ":path: x"),
                of("V4", "absolute path", ANSWER_400, ":path: https://a.ex/"),
                of("V4", "blank in the path", ANSWER_400, ":path: /a b"),
                of("V4", "fragment", ANSWER_400, ":path: /a#b"),
                of("V4", "fragment in the query", ANSWER_400, ":path: /a?b#c"),
                of("V4", "control in the query", ANSWER_400, ":path: /a?b\r\nX: y"),
                of("V4", "8-bit path", ANSWER_400, ":path: /\u00e9"),
                of("V4", "asterisk", ANSWER_400, ":path: *"),
                of("A2", "dot segment", ANSWER_400, ":path: /a/%2e%2e/b"),
                of("L8", "long path", "414", ":path: /" + "a".repeat(8192)),
                of("V5", "http on TLS", RESET, ":scheme: http"),
                of("V5", "upper case scheme", RESET, ":scheme: HTTPS"),
                of("V5", "no scheme", RESET, ":scheme: "),
                of("V5", "scheme with a path", RESET, ":scheme: https://b.ex/?"),
                of("V6", "host alone", "200", ":authority: ", "host: a.ex"),
                of("V6", "equal host", "200", "host: A.ex"),
                of("V6", "other host", RESET, "host: b.ex"),
                of("V6", "neither", RESET, ":authority: "),
                of("V6", "two hosts", RESET, "host: a.ex", "host: a.ex"),
                of("V6", "userinfo", RESET, ":authority: u@a.ex"),
                of("V6", "bad port", RESET, ":authority: a.ex:99999"),
                of("V6", "bad host beside a good authority", RESET, "host: a.ex/x"),
                of("V7", "length not a number", RESET, "content-length: +5"),
                of("V7", "two lengths", RESET, "content-length: 5", "content-length: 5"),
                of("L4", "CONNECT", "405", ":method: CONNECT"),
                of("L4", "TRACE", "405", ":method: TRACE"),
                of("U2", "expectation", "417", "expect: x"),
                of("N5", "two authorizations", ANSWER_400, "authorization: a", "authorization: a"));
    }

    private static Case of(String rule, String name, String outcome, String... fields) {
        return new Case(rule, name, List.of(fields), outcome);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAsItsRuleSays(Case head) {
        var path = new HeadPath(true);
        fill(path.head, head.fields);

        int status = path.judge();

        boolean reset = path.refusal != null && path.refusal.malformed();
        assertThat(reset ? RESET : Integer.toString(status)).isEqualTo(head.outcome);
        if (status == 200) {
            StrictRequest.read(path.upstream());
        }
    }

    @Test
    void joinsCookieCrumbs() {
        var path = new HeadPath(true);
        fill(path.head, List.of("cookie: a=1", "x: y", "cookie: b=2", "cookie: c=3"));

        assertThat(path.judge()).isEqualTo(200);

        StrictRequest upstream = StrictRequest.read(path.upstream());
        assertThat(upstream.values("cookie")).containsExactly("a=1; b=2; c=3");
        assertThat(upstream.values("x")).containsExactly("y");
    }

    @Test
    void sendsOnlyTheAuthorityAsHost() {
        var path = new HeadPath(true);
        fill(path.head, List.of("host: A.EX"));

        assertThat(path.judge()).isEqualTo(200);

        StrictRequest upstream = StrictRequest.read(path.upstream());
        assertThat(upstream.values("host")).containsExactly("a.ex");
        assertThat(upstream.values("x-forwarded-proto")).containsExactly("https");
    }

    @Test
    void framesABodyOfUnknownLengthInChunks() {
        var path = new HeadPath(true);
        fill(path.head, List.of(":method: POST"));
        path.head.chunked = true;

        assertThat(path.judge()).isEqualTo(200);

        assertThat(StrictRequest.read(path.upstream()).values("transfer-encoding"))
                .containsExactly("chunked");
    }

    /** As the decoder's sink does: pseudo-fields become positions, regular fields are noted. */
    private static void fill(RequestHead head, List<String> fields) {
        head.reset();
        head.version = RequestHead.Version.HTTP_2;
        pseudo(head, ":method", "GET");
        pseudo(head, ":scheme", "https");
        pseudo(head, ":authority", "a.ex");
        pseudo(head, ":path", "/x?q");
        for (String field : fields) {
            int colon = field.indexOf(": ", field.startsWith(":") && field.length() > 3 ? 1 : 0);
            String name = field.substring(0, colon);
            String value = field.substring(colon + 2);
            if (name.startsWith(":")) {
                pseudo(head, name, value);
                continue;
            }
            byte[] bytes = Ascii.bytes(name);
            head.add(FieldName.id(bytes, 0, bytes.length), bytes, Ascii.bytes(value));
        }
    }

    private static void pseudo(RequestHead head, String name, String value) {
        byte[] bytes = Ascii.bytes(value);
        int start = head.append(bytes, 0, bytes.length);
        int end = head.length;
        switch (name) {
            case ":method" -> {
                head.methodStart = start;
                head.methodEnd = end;
            }
            case ":scheme" -> {
                head.schemeStart = start;
                head.schemeEnd = end;
            }
            case ":authority" -> {
                head.authorityStart = start;
                head.authorityEnd = end;
            }
            case ":path" -> {
                head.targetStart = start;
                head.targetEnd = end;
            }
            default -> throw new IllegalArgumentException(name);
        }
    }
}
