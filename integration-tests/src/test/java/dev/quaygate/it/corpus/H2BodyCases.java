package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H2Case.abort;
import static dev.quaygate.it.corpus.H2Case.either;
import static dev.quaygate.it.corpus.H2Raw.data;
import static dev.quaygate.it.corpus.H2Raw.post;
import static dev.quaygate.it.corpus.H2Raw.trailers;
import static dev.quaygate.it.corpus.Raw.filler;

import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.Hpack;
import java.util.List;

/**
 * Bodies that do not keep their word, trailers, streams that break (RFC 9113 sections 5.1, 8.1).
 */
final class H2BodyCases {
    private static final List<String> NONE = List.of();
    private static final List<String> FIVE = List.of("content-length", "5");

    private H2BodyCases() {}

    static List<H2Case> all() {
        return List.of(
                abort(
                        "more DATA than the length",
                        "V7",
                        "9113 8.1.1",
                        post(FIVE, s -> List.of(data(s, "hello!", true)))),
                abort(
                        "less DATA than the length",
                        "V7",
                        "9113 8.1.1",
                        post(FIVE, s -> List.of(data(s, "hell", true)))),
                abort(
                        "more DATA in a second frame",
                        "V7",
                        "9113 8.1.1",
                        post(FIVE, s -> List.of(data(s, "hello", false), data(s, "!", true)))),
                abort(
                        "a request behind the length",
                        "V7",
                        "9113 8.1.1",
                        post(
                                FIVE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                data(s, Raw.SMUGGLED, true)))),
                abort(
                        "length zero with DATA",
                        "V7",
                        "9113 8.1.1",
                        post(
                                List.of("content-length", "0"),
                                s -> List.of(data(s, Raw.SMUGGLED, true)))),
                abort(
                        "length and an end without DATA",
                        "V7",
                        "9113 8.1.1",
                        post(FIVE, s -> List.of(data(s, "", true)))),
                abort(
                        "less DATA, then trailers",
                        "V7",
                        "9113 8.1.1",
                        post(FIVE, s -> List.of(data(s, "hell", false), trailers(s, "x-a", "v")))),
                abort(
                        "length that wraps 64 bits",
                        "V7",
                        "9113 8.1.1",
                        post(
                                List.of("content-length", "18446744073709551621"),
                                s -> List.of(data(s, "hello", true)))),
                abort(
                        "chunked coding and DATA",
                        "V2",
                        "9113 8.2.2",
                        post(
                                List.of("transfer-encoding", "chunked"),
                                s -> List.of(data(s, "0\r\n\r\n" + Raw.SMUGGLED, true)))),
                abort(
                        "pseudo-field in trailers",
                        "V9",
                        "9113 8.1",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                trailers(s, ":path", "/evil")))),
                abort(
                        "upper-case name in trailers",
                        "V9",
                        "9113 8.1",
                        post(NONE, s -> List.of(data(s, "hello", false), trailers(s, "X-A", "v")))),
                abort(
                        "line end in a trailer",
                        "V9",
                        "9113 8.2.1",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                trailers(s, "x", "v\r\nevil: 1")))),
                abort(
                        "connection field in trailers",
                        "V9",
                        "9113 8.2.2",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                trailers(s, "transfer-encoding", "chunked")))),
                abort(
                        "trailers without an end",
                        "V9",
                        "9113 8.1",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                H2Frame.headers(
                                                        s, Hpack.block("x-a", "v"), false)))),
                abort(
                        "seventeen trailers",
                        "V9",
                        "9110 6.5",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                trailers(s, H2HeadCases.many(17))))),
                abort(
                        "trailers over 8 KiB",
                        "V9",
                        "9110 6.5",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                trailers(s, "x-a", filler(9000))))),
                either(
                                "length in trailers",
                                "C6",
                                "9110 6.5.1",
                                post(
                                        NONE,
                                        s ->
                                                List.of(
                                                        data(s, "hello", false),
                                                        trailers(s, "content-length", "60"))),
                                "POST /b")
                        .orCut()
                        .lacking("trailer content-length"),
                either(
                                "forwarded address in trailers",
                                "C6",
                                "9110 6.5.1",
                                post(
                                        NONE,
                                        s ->
                                                List.of(
                                                        data(s, "hello", false),
                                                        trailers(s, "x-forwarded-for", "evil"))),
                                "POST /b")
                        .orCut()
                        .lacking("trailer x-forwarded-for"),
                abort(
                        "reset in mid-upload",
                        "V9",
                        "9113 5.4.2",
                        post(NONE, s -> List.of(data(s, "hello", false), H2Frame.reset(s, 8)))),
                abort(
                        "reset in mid-upload with a length",
                        "V9",
                        "9113 5.4.2",
                        post(FIVE, s -> List.of(data(s, "hel", false), H2Frame.reset(s, 8)))),
                abort(
                        "reset when the length is complete but not the stream",
                        "V7",
                        "9113 5.4.2",
                        post(FIVE, s -> List.of(data(s, "hello", false), H2Frame.reset(s, 8)))),
                abort(
                                "connection closed in mid-upload",
                                "V9",
                                "9113 5.4.1",
                                post(NONE, s -> List.of(data(s, "hello", false))))
                        .closing(),
                abort(
                                "GOAWAY and close in mid-upload",
                                "V9",
                                "9113 6.8",
                                post(
                                        FIVE,
                                        s ->
                                                List.of(
                                                        data(s, "hel", false),
                                                        new H2Frame(
                                                                H2Frame.GOAWAY,
                                                                0,
                                                                0,
                                                                new byte[8]))))
                        .closing(),
                abort(
                        "window update of zero in mid-upload",
                        "V9",
                        "9113 6.9",
                        post(
                                NONE,
                                s -> List.of(data(s, "hello", false), H2Frame.windowUpdate(s, 0)))),
                abort(
                        "window overflow in mid-upload",
                        "V9",
                        "9113 6.9.1",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                H2Frame.windowUpdate(s, 0x7fffffff),
                                                H2Frame.windowUpdate(s, 0x7fffffff)))),
                abort(
                        "padding longer than the frame",
                        "V9",
                        "9113 6.1",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                new H2Frame(
                                                        H2Frame.DATA,
                                                        H2Frame.PADDED | 1,
                                                        s,
                                                        new byte[] {9, 'a'})))),
                abort(
                        "CONTINUATION in mid-upload",
                        "V9",
                        "9113 6.10",
                        post(
                                NONE,
                                s ->
                                        List.of(
                                                data(s, "hello", false),
                                                new H2Frame(
                                                        H2Frame.CONTINUATION,
                                                        4,
                                                        s,
                                                        new byte[0])))));
    }
}
