package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.either;
import static dev.quaygate.it.corpus.H1Case.serve;
import static dev.quaygate.it.corpus.Raw.SITE;
import static dev.quaygate.it.corpus.Raw.bare;
import static dev.quaygate.it.corpus.Raw.chunked;
import static dev.quaygate.it.corpus.Raw.filler;
import static dev.quaygate.it.corpus.Raw.get;
import static dev.quaygate.it.corpus.Raw.line;
import static dev.quaygate.it.corpus.Raw.post;
import static dev.quaygate.it.corpus.Raw.request;

import java.util.List;
import java.util.stream.IntStream;

/** Legal and nearly legal requests: what a strict edge must still serve. */
final class LegalCases {
    private LegalCases() {}

    static List<H1Case> all() {
        return List.of(
                serve("plain GET", "L5", "9112 3", get("/a"), "GET /a").withBody(""),
                serve("HEAD", "L3", "9110 9.3.2", request("HEAD", "/a"), "HEAD /a"),
                serve(
                        "OPTIONS on a path",
                        "L3",
                        "9110 9.3.7",
                        request("OPTIONS", "/a"),
                        "OPTIONS /a"),
                serve(
                                "PATCH",
                                "L3",
                                "5789 2",
                                request("PATCH", "/a", "Content-Length: 1") + "x",
                                "PATCH /a")
                        .withBody("x"),
                serve(
                        "PROPFIND",
                        "L3",
                        "4918 9.1",
                        request("PROPFIND", "/a", "Content-Length: 0"),
                        "PROPFIND /a"),
                either("lower-case method", "L3", "9110 9.1", request("get", "/a"), "get /a"),
                serve(
                                "length body",
                                "F1",
                                "9112 6.2",
                                post("/a", "Content-Length: 5", "hello"),
                                "POST /a")
                        .withBody("hello"),
                serve(
                                "length zero",
                                "F1",
                                "9112 6.2",
                                post("/a", "Content-Length: 0", ""),
                                "POST /a")
                        .withBody(""),
                serve(
                                "blanks around a length",
                                "F1",
                                "9110 5.5",
                                post("/a", "Content-Length: \t 5 \t", "hello"),
                                "POST /a")
                        .withBody("hello"),
                serve(
                                "leading zeros in a length",
                                "F1",
                                "9112 6.2",
                                post("/a", "Content-Length: 0005", "hello"),
                                "POST /a")
                        .withBody("hello"),
                serve(
                                "chunked body",
                                "F2",
                                "9112 7.1",
                                chunked("/a", "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"),
                                "POST /a")
                        .withBody("hello!"),
                serve(
                                "chunked in upper case",
                                "F2",
                                "9112 7",
                                post("/a", "Transfer-Encoding: CHUNKED", "5\r\nhello\r\n0\r\n\r\n"),
                                "POST /a")
                        .withBody("hello"),
                serve(
                                "blanks around chunked",
                                "F2",
                                "9110 5.5",
                                post(
                                        "/a",
                                        "Transfer-Encoding:\tchunked ",
                                        "5\r\nhello\r\n0\r\n\r\n"),
                                "POST /a")
                        .withBody("hello"),
                serve("empty chunked body", "C4", "9112 7.1", chunked("/a", "0\r\n\r\n"), "POST /a")
                        .withBody(""),
                serve(
                                "body on GET is data",
                                "F4",
                                "9110 9.3.1",
                                get("/a", "Content-Length: 46") + filler(46),
                                "GET /a")
                        .withBody(filler(46)),
                serve(
                                "a request as body on GET is data",
                                "F4",
                                "9110 9.3.1",
                                get("/a", "Content-Length: 45")
                                        + "GET /smuggled HTTP/1.1\r\nHost: site.internal\r\n\r\n"
                                                .substring(0, 45),
                                "GET /a")
                        .withBody(
                                "GET /smuggled HTTP/1.1\r\nHost: site.internal\r\n\r\n"
                                        .substring(0, 45)),
                serve(
                                "body on DELETE",
                                "F4",
                                "9110 9.3.5",
                                request("DELETE", "/a", "Content-Length: 2") + "{}",
                                "DELETE /a")
                        .withBody("{}"),
                serve(
                        "pipelined pair in order",
                        "F6",
                        "9112 9.3.2",
                        get("/a") + get("/b"),
                        "GET /a",
                        "GET /b"),
                serve(
                        "pipelined after a body",
                        "F6",
                        "9112 9.3.2",
                        post("/a", "Content-Length: 5", "hello") + get("/b"),
                        "POST /a",
                        "GET /b"),
                serve(
                        "sixteen pipelined",
                        "F6",
                        "9112 9.3.2",
                        get("/a").repeat(16),
                        IntStream.range(0, 16).mapToObj(_ -> "GET /a").toArray(String[]::new)),
                serve("one empty line before", "L2", "9112 2.2", "\r\n" + get("/a"), "GET /a"),
                serve("two empty lines before", "L2", "9112 2.2", "\r\n\r\n" + get("/a"), "GET /a"),
                serve("HTTP/1.0 with Host", "L6", "9112 2.3", line("GET /a HTTP/1.0"), "GET /a"),
                serve(
                        "Host in upper case",
                        "H4",
                        "9110 4.2.3",
                        bare("GET /a HTTP/1.1", "HOST: SITE.INTERNAL"),
                        "GET /a"),
                serve(
                        "Host with a port",
                        "H4",
                        "9110 7.2",
                        bare("GET /a HTTP/1.1", "Host: " + SITE + ":8080"),
                        "GET /a"),
                serve(
                        "Host with a trailing dot",
                        "H4",
                        "3986 3.2.2",
                        bare("GET /a HTTP/1.1", "Host: " + SITE + "."),
                        "GET /a"),
                serve(
                        "blanks around Host",
                        "H2",
                        "9110 5.5",
                        bare("GET /a HTTP/1.1", "Host:\t " + SITE + " \t"),
                        "GET /a"),
                serve(
                        "absolute-form http",
                        "T2",
                        "9112 3.2.2",
                        get("http://site.internal/a?q"),
                        "GET /a?q"),
                serve(
                        "absolute-form with case and port",
                        "T2",
                        "9112 3.2.2",
                        get("HTTP://SITE.internal:80/a"),
                        "GET /a"),
                serve(
                                "absolute-form https",
                                "T2",
                                "9112 3.2.2",
                                get("https://site.internal/a"),
                                "GET /a")
                        .only(H1Case.On.TLS),
                either(
                        "absolute-form without path",
                        "T2",
                        "9112 3.2.2",
                        get("http://site.internal"),
                        "GET /"),
                either(
                        "OPTIONS asterisk",
                        "T4",
                        "9112 3.2.4",
                        request("OPTIONS", "*"),
                        "OPTIONS *"),
                serve(
                        "odd query bytes",
                        "T6",
                        "3986 3.4",
                        get("/a?<>\"{}|\\^`[]"),
                        "GET /a?<>\"{}|\\^`[]"),
                serve(
                        "query with stray escapes",
                        "T7",
                        "3986 3.4",
                        get("/a?%0D%0A%00%zz%"),
                        "GET /a?%0D%0A%00%zz%"),
                serve(
                        "query that looks like dots",
                        "A5",
                        "3986 3.4",
                        get("/a?/../denied/x;y\\"),
                        "GET /a?/../denied/x;y\\"),
                serve(
                        "bar and brackets in the path",
                        "T6",
                        "3986 3.3",
                        get("/a|[b]"),
                        "GET /a|[b]"),
                serve(
                        "sub-delimiters in the path",
                        "A3",
                        "3986 3.3",
                        get("/a!$&'()*+,=:@-._~"),
                        "GET /a!$&'()*+,=:@-._~"),
                serve("escaped blank", "A3", "3986 2.1", get("/a%20b"), "GET /a%20b"),
                serve("tab inside a value", "N3", "9110 5.5", get("/a", "X-Tab: a\tb"), "GET /a")
                        .holding("x-tab: a\tb"),
                serve(
                                "obs-text in a value",
                                "N3",
                                "9110 5.5",
                                get("/a", "X-Text: caf\u00e9 \u00ff\u0080"),
                                "GET /a")
                        .holding("x-text: caf\u00e9 \u00ff\u0080"),
                serve("empty value", "N3", "9110 5.5", get("/a", "X-Empty:"), "GET /a"),
                serve(
                                "eight KiB cookie and eighty fields",
                                "L8",
                                "6585 5",
                                cookieAndFields(),
                                "GET /a")
                        .holding("cookie: c=" + filler(8192), "x-f79: v"),
                serve("hundred fields", "L8", "6585 5", get("/a", fields(99)), "GET /a")
                        .holding("x-f98: v"),
                serve(
                        "target of 8192 bytes",
                        "L8",
                        "9112 3",
                        get("/" + filler(8191)),
                        "GET /" + filler(8191)),
                serve("name of 256 bytes", "L8", "6585 5", get("/a", filler(256) + ": v"), "GET /a")
                        .holding(filler(256) + ": v"),
                serve("head of 16384 bytes", "L8", "6585 5", headOf(16_384), "GET /a"),
                serve(
                                "expect 100-continue",
                                "U1",
                                "9110 10.1.1",
                                request("POST", "/a", "Expect: 100-continue", "Content-Length: 5")
                                        + "hello",
                                "POST /a")
                        .withBody("hello"),
                serve(
                        "two Accept lines",
                        "N5",
                        "9110 5.3",
                        get("/a", "Accept: text/a", "Accept: text/b"),
                        "GET /a"),
                serve(
                        "every token mark in a name",
                        "N1",
                        "9110 5.6.2",
                        get("/a", "!#$%&'*+-.^`|~09azAZ: v"),
                        "GET /a"),
                serve(
                        "upper-case escapes stay",
                        "A5",
                        "3986 6.2.2.1",
                        get("/a%e2%82%AC"),
                        "GET /a%e2%82%AC"));
    }

    private static String cookieAndFields() {
        String[] fields = fields(80);
        fields[0] = "Cookie: c=" + filler(8192);
        return get("/a", fields);
    }

    static String[] fields(int count) {
        return IntStream.range(0, count).mapToObj(i -> "X-F" + i + ": v").toArray(String[]::new);
    }

    /** A GET whose head, line ends included, has exactly {@code size} bytes. */
    static String headOf(int size) {
        int without = get("/a", "X-Fill: ").length();
        return get("/a", "X-Fill: " + filler(size - without));
    }
}
