package dev.quaygate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.text.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guard leaves in the head for those who come after it. */
class RequestGuardTest {
    @ParameterizedTest
    @CsvSource({
        "/a/b,          /a/b,         /a/b",
        "/%61dmin,      /admin,       /admin",
        "//a///b/,      /a/b/,        /a/b/",
        "/a%2fb,        /a%2Fb,       /a/b",
        "/a%5cb,        /a%5Cb,       /a/b",
        "/admin;x/y,    /admin;x/y,   /admin/y",
        "/a;x,          /a;x,         /a",
        "/a%3bx,        /a%3Bx,       /a",
        "/;x/a,         /;x/a,        /a",
        "/a%2F%2fb,     /a%2F%2Fb,    /a/b",
        "/%252e,        /%252e,       /%2e",
        "/a%20b,        /a%20b,       /a b",
        "/%7euser,      /~user,       /~user",
        "/.well-known/x,/.well-known/x,/.well-known/x",
        "/a?/..//,      /a,           /a",
        "/,             /,            /",
        "//,            /,            /",
    })
    void readsThePathTwice(String target, String normal, String liberal) {
        RequestHead head = served("GET " + target + " HTTP/1.1\r\nHost: a.ex\r\n\r\n").head;

        assertThat(Ascii.string(head.bytes, head.normalStart, head.normalEnd)).isEqualTo(normal);
        assertThat(Ascii.string(head.bytes, head.liberalStart, head.liberalEnd)).isEqualTo(liberal);
    }

    @Test
    void usesTheSameRangeForReadingsThatAgree() {
        RequestHead head = served("GET /a/b.c?x HTTP/1.1\r\nHost: a.ex\r\n\r\n").head;

        assertThat(head.normalStart).isEqualTo(head.pathStart);
        assertThat(head.normalEnd).isEqualTo(head.pathEnd);
        assertThat(head.liberalStart).isEqualTo(head.pathStart);
        assertThat(head.liberalEnd).isEqualTo(head.pathEnd);
        assertThat(head.query()).isEqualTo("?x");
    }

    @ParameterizedTest
    @CsvSource({
        "a.ex,           a.ex",
        "A.Ex:8443,      A.Ex",
        "a.ex.,          a.ex",
        "a.ex.:443,      a.ex",
        "[2001:db8::1]:1,[2001:db8::1]",
    })
    void findsTheHost(String field, String host) {
        assertThat(served("GET / HTTP/1.1\r\nHost: " + field + "\r\n\r\n").head.host())
                .isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, '',                              false",
        "1.1, 'Connection: close',             true",
        "1.1, 'Connection: keep-alive',        false",
        "1.1, 'Connection: keep-alive, Close', true",
        "1.0, '',                              true",
        "1.0, 'Connection: Keep-Alive',        false",
    })
    void knowsWhetherTheClientWantsToGoOn(String version, String field, boolean close) {
        String line = field.isEmpty() ? "" : field + "\r\n";
        RequestHead head =
                served("GET / HTTP/" + version + "\r\nHost: a.ex\r\n" + line + "\r\n").head;

        assertThat(head.close).isEqualTo(close);
    }

    @Test
    void knowsWhatTheBodyIs() {
        RequestHead none = served("GET / HTTP/1.1\r\nHost: a.ex\r\n\r\n").head;
        RequestHead fixed =
                served(
                                "GET / HTTP/1.1\r\nHost: a.ex\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n")
                        .head;
        RequestHead chunked =
                served(
                                "GET / HTTP/1.1\r\nHost: a.ex\r\nTransfer-Encoding: chunked\r\nTE: trailers\r\n\r\n")
                        .head;

        assertThat(none.contentLength).isEqualTo(-1);
        assertThat(none.hasBody()).isFalse();
        assertThat(fixed.contentLength).isEqualTo(7);
        assertThat(fixed.expectContinue).isTrue();
        assertThat(chunked.chunked).isTrue();
        assertThat(chunked.acceptsTrailers).isTrue();
    }

    @Test
    void namesTheCauseOfARefusal() {
        assertThat(refused("GET / HTTP/1.1\r\n\r\n").refusal)
                .extracting(r -> r.cause())
                .isEqualTo(Cause.BAD_HOST);
        assertThat(refused("GET / HTTP/1.1\r\nHost: a.ex\r\nContent-Length: x\r\n\r\n").refusal)
                .extracting(r -> r.cause())
                .isEqualTo(Cause.BAD_FRAMING);
        assertThat(refused("TRACE / HTTP/1.1\r\nHost: a.ex\r\n\r\n").refusal)
                .extracting(r -> r.cause())
                .isEqualTo(Cause.METHOD_REFUSED);
        assertThat(refused("GET /.. HTTP/1.1\r\nHost: a.ex\r\n\r\n").refusal)
                .extracting(r -> r.cause())
                .isEqualTo(Cause.BAD_REQUEST);
        assertThat(
                        refused(
                                        "GET / HTTP/1.1\r\nHost: a.ex\r\n"
                                                + "X: y\r\n".repeat(100)
                                                + "\r\n")
                                .refusal)
                .extracting(r -> r.cause())
                .isEqualTo(Cause.HEAD_TOO_LARGE);
    }

    @Test
    void servesTheAbsoluteFormOfHttpsOnTls() {
        var path = new HeadPath(true);

        int status = path.feed(Ascii.bytes("GET https://a.ex/x HTTP/1.1\r\nHost: a.ex\r\n\r\n"));

        assertThat(status).isEqualTo(200);
        assertThat(path.head.path()).isEqualTo("/x");
    }

    private static HeadPath served(String raw) {
        var path = new HeadPath(false);
        assertThat(path.feed(Ascii.bytes(raw))).isEqualTo(200);
        return path;
    }

    private static HeadPath refused(String raw) {
        var path = new HeadPath(false);
        assertThat(path.feed(Ascii.bytes(raw))).isGreaterThanOrEqualTo(400);
        return path;
    }
}
