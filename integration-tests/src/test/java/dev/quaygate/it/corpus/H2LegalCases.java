package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H2Case.either;
import static dev.quaygate.it.corpus.H2Case.serve;
import static dev.quaygate.it.corpus.H2Raw.NONE;
import static dev.quaygate.it.corpus.H2Raw.block;
import static dev.quaygate.it.corpus.H2Raw.data;
import static dev.quaygate.it.corpus.H2Raw.get;
import static dev.quaygate.it.corpus.H2Raw.head;
import static dev.quaygate.it.corpus.H2Raw.post;
import static dev.quaygate.it.corpus.H2Raw.trailers;
import static dev.quaygate.it.corpus.Raw.SITE;
import static dev.quaygate.it.corpus.Raw.filler;

import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.Hpack;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Legal HTTP/2 requests, and fields that are dropped without harm (RFC 9113 section 8). */
final class H2LegalCases {
    private H2LegalCases() {}

    static List<H2Case> all() {
        return List.of(
                serve("plain GET", "V4", "9113 8.3.1", get("/a?q=1"), "GET /a?q=1").withBody(""),
                serve("HEAD", "V4", "9110 9.3.2", head("HEAD", "https", SITE, "/a"), "HEAD /a"),
                serve(
                        "references to the static table",
                        "V4",
                        "7541 6.1",
                        H2LegalCases::indexed,
                        "GET /"),
                serve(
                        "host instead of :authority",
                        "V6",
                        "9113 8.3.1",
                        head("GET", "https", NONE, "/a", "host", SITE),
                        "GET /a"),
                serve(
                        "host equal to :authority",
                        "V6",
                        "9113 8.3.1",
                        get("/a", "host", SITE),
                        "GET /a"),
                serve(
                        "authority in upper case",
                        "V6",
                        "9110 4.2.3",
                        head("GET", "https", "SITE.internal", "/a"),
                        "GET /a"),
                serve(
                        "authority with a port",
                        "V6",
                        "9110 7.2",
                        head("GET", "https", SITE + ":443", "/a"),
                        "GET /a"),
                serve(
                                "POST with a length",
                                "V7",
                                "9113 8.1.1",
                                post(
                                        List.of("content-length", "5"),
                                        s -> List.of(data(s, "hello", true))),
                                "POST /b")
                        .withBody("hello"),
                serve(
                                "POST without a length",
                                "V7",
                                "9113 8.1.1",
                                post(List.of(), s -> List.of(data(s, "hello", true))),
                                "POST /b")
                        .withBody("hello"),
                serve(
                                "POST in many frames",
                                "V7",
                                "9113 6.1",
                                post(
                                        List.of("content-length", "5"),
                                        s ->
                                                List.of(
                                                        data(s, "he", false),
                                                        data(s, "l", false),
                                                        data(s, "lo", false),
                                                        data(s, "", true))),
                                "POST /b")
                        .withBody("hello"),
                serve(
                                "POST without DATA",
                                "V7",
                                "9113 8.1",
                                stream ->
                                        List.of(
                                                H2Frame.headers(
                                                        stream,
                                                        block("POST", "https", SITE, "/b"),
                                                        true)),
                                "POST /b")
                        .withBody(""),
                serve(
                                "a request as a body is data",
                                "V7",
                                "9113 8.1",
                                post(
                                        List.of(
                                                "content-length",
                                                String.valueOf(Raw.SMUGGLED.length())),
                                        s -> List.of(data(s, Raw.SMUGGLED, true))),
                                "POST /b")
                        .withBody(Raw.SMUGGLED),
                serve(
                                "chunk framing as a body is data",
                                "V7",
                                "9113 8.1",
                                post(
                                        List.of(),
                                        s -> List.of(data(s, "0\r\n\r\n" + Raw.SMUGGLED, true))),
                                "POST /b")
                        .withBody("0\r\n\r\n" + Raw.SMUGGLED),
                serve(
                                "padded DATA",
                                "V7",
                                "9113 6.1",
                                post(
                                        List.of("content-length", "1"),
                                        s ->
                                                List.of(
                                                        new H2Frame(
                                                                H2Frame.DATA,
                                                                H2Frame.PADDED | 1,
                                                                s,
                                                                new byte[] {2, 'x', 0, 0}))),
                                "POST /b")
                        .withBody("x"),
                serve(
                        "padded HEADERS with priority",
                        "V4",
                        "9113 6.2",
                        H2LegalCases::paddedHead,
                        "GET /a"),
                serve("head in three frames", "V4", "9113 6.10", H2LegalCases::continued, "GET /a")
                        .holding("x-a: v"),
                serve(
                                "cookie crumbs are joined",
                                "V8",
                                "9113 8.2.3",
                                get("/a", "cookie", "a=1", "cookie", "b=2", "cookie", "c=3"),
                                "GET /a")
                        .holding("cookie: a=1; b=2; c=3"),
                serve(
                        "trailers allowed by te",
                        "V2",
                        "9113 8.2.2",
                        get("/a", "te", "trailers"),
                        "GET /a"),
                either(
                                "trailers",
                                "V9",
                                "9113 8.1",
                                post(
                                        List.of("trailer", "x-sum"),
                                        s ->
                                                List.of(
                                                        data(s, "hello", false),
                                                        trailers(s, "x-sum", "1"))),
                                "POST /b")
                        .withBody("hello")
                        .lacking("trailer x-sum"),
                serve(
                                "obs-text in a value",
                                "N3",
                                "9110 5.5",
                                get("/a", "x-a", "caf\u00e9"),
                                "GET /a")
                        .holding("x-a: caf\u00e9"),
                serve(
                        "odd query",
                        "T6",
                        "3986 3.4",
                        get("/a?<>\"{}|\\^`%zz"),
                        "GET /a?<>\"{}|\\^`%zz"),
                serve("escaped slash", "A3", "3986 2.1", get("/a%2Fb"), "GET /a%2Fb"),
                serve("ninety fields", "L8", "6585 5", get("/a", H2HeadCases.many(90)), "GET /a"),
                serve(
                                "eight KiB cookie",
                                "L8",
                                "6585 5",
                                get("/a", "cookie", "c=" + filler(8192)),
                                "GET /a")
                        .holding("cookie: c=" + filler(8192)),
                serve(
                                "expect 100-continue",
                                "U1",
                                "9110 10.1.1",
                                post(
                                        List.of("expect", "100-continue"),
                                        s -> List.of(data(s, "hello", true))),
                                "POST /b")
                        .withBody("hello")
                        .lacking("expect:"),
                serve(
                                "forged address",
                                "P4",
                                "7239 8.1",
                                get("/a", "x-forwarded-for", "evil", "forwarded", "for=evil"),
                                "GET /a")
                        .holding("x-forwarded-for: 127.0.0.1", "x-forwarded-proto: https"),
                serve(
                                "forged scheme and host",
                                "P4",
                                "7239 8.1",
                                get("/a", "x-forwarded-proto", "evil", "x-forwarded-host", "evil"),
                                "GET /a")
                        .holding("x-forwarded-proto: https", "x-forwarded-host: site.internal"),
                serve(
                                "proxy field",
                                "P3",
                                "9110 5.1",
                                get("/a", "proxy", "http://evil.test/"),
                                "GET /a")
                        .lacking("proxy:"),
                serve(
                        "proxy credentials",
                        "P1",
                        "9110 11.7.2",
                        get("/a", "proxy-authorization", "Basic evil"),
                        "GET /a"),
                serve(
                        "underscore address",
                        "N4",
                        "9110 5.1",
                        get("/a", "x_forwarded_for", "evil"),
                        "GET /a"),
                serve("early data", "P4", "8470 5.1", get("/a", "early-data", "evil"), "GET /a"),
                either(
                                "http2-settings",
                                "P1",
                                "9113 3.1",
                                get("/a", "http2-settings", "AAMAAABk"),
                                "GET /a")
                        .lacking("http2-settings:"));
    }

    private static List<H2Frame> indexed(int stream) {
        byte[] block =
                new Hpack()
                        .indexed(2)
                        .indexed(7)
                        .indexed(4)
                        .incremental(":authority", SITE)
                        .bytes();
        return List.of(H2Frame.headers(stream, block, true));
    }

    private static List<H2Frame> paddedHead(int stream) {
        var payload = new ByteArrayOutputStream();
        payload.write(3);
        payload.writeBytes(H2Frame.number(0));
        payload.write(15);
        payload.writeBytes(block("GET", "https", SITE, "/a"));
        payload.writeBytes(new byte[3]);
        int flags = H2Frame.PADDED | H2Frame.PRIORITISED | H2Frame.END_HEADERS | H2Frame.END_STREAM;
        return List.of(new H2Frame(H2Frame.HEADERS, flags, stream, payload.toByteArray()));
    }

    private static List<H2Frame> continued(int stream) {
        byte[] block = block("GET", "https", SITE, "/a", "x-a", "v");
        return List.of(
                new H2Frame(H2Frame.HEADERS, H2Frame.END_STREAM, stream, Arrays.copyOf(block, 7)),
                new H2Frame(H2Frame.CONTINUATION, 0, stream, Arrays.copyOfRange(block, 7, 20)),
                new H2Frame(
                        H2Frame.CONTINUATION,
                        H2Frame.END_HEADERS,
                        stream,
                        Arrays.copyOfRange(block, 20, block.length)));
    }
}
