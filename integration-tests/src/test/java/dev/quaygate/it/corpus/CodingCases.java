package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.either;
import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.Raw.SMUGGLED;
import static dev.quaygate.it.corpus.Raw.get;
import static dev.quaygate.it.corpus.Raw.line;
import static dev.quaygate.it.corpus.Raw.post;
import static dev.quaygate.it.corpus.Raw.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Transfer-Encoding in every disguise, alone and with a length (RFC 9112 sections 6.1, 6.3). */
final class CodingCases {
    private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";

    private static final Map<String, String> MALFORMED =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("chunked twice", "chunked, chunked"),
                            Map.entry("identity", "identity"),
                            Map.entry("chunked then identity", "chunked, identity"),
                            Map.entry("empty member before", ", chunked"),
                            Map.entry("empty member after", "chunked,"),
                            Map.entry("empty members only", ",,"),
                            Map.entry("parameter", "chunked;q=1"),
                            Map.entry("quotes", "\"chunked\""),
                            Map.entry("nothing", ""),
                            Map.entry("vertical tab before", "\u000bchunked"),
                            Map.entry("vertical tab after", "chunked\u000b"),
                            Map.entry("form feed after", "chunked\f"),
                            Map.entry("NUL before", "\0chunked"),
                            Map.entry("NUL after", "chunked\0"),
                            Map.entry("DEL after", "chunked\u007f"),
                            Map.entry("8-bit after", "chunked\u00a0"),
                            Map.entry("8-bit inside", "chun\u0080ked"),
                            Map.entry("blank inside", "chun ked"),
                            Map.entry("trailing dot", "chunked.")));

    private static final Map<String, String> UNKNOWN =
            new TreeMap<>(
                    Map.of(
                            "gzip before chunked", "gzip, chunked",
                            "gzip without blank", "gzip,chunked",
                            "gzip alone", "gzip",
                            "chunked then gzip", "chunked, gzip",
                            "unknown alone", "cow",
                            "unknown before chunked", "cow, chunked",
                            "prefix of chunked", "chunke",
                            "more than chunked", "xchunked",
                            "identity before chunked", "identity, chunked"));

    private CodingCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        MALFORMED.forEach((name, value) ->
                cases.add(
                        refuse(
                                        "coding: " + name,
                                        "F2",
                                        "9112 6.1",
                                        post("/te", "Transfer-Encoding: " + value, CHUNKS))
                                .status(400, 501)));
        UNKNOWN.forEach((name, value) ->
                cases.add(
                        refuse(
                                        "coding: " + name,
                                        "F2",
                                        "9112 6.1",
                                        post("/te", "Transfer-Encoding: " + value, CHUNKS))
                                .status(400, 501)));
        cases.addAll(lines());
        cases.addAll(withLength());
        return cases;
    }

    private static List<H1Case> lines() {
        return List.of(
                refuse(
                        "two lines",
                        "F2",
                        "9112 6.1",
                        request(
                                        "POST",
                                        "/te",
                                        "Transfer-Encoding: chunked",
                                        "Transfer-Encoding: chunked")
                                + CHUNKS),
                refuse(
                                "second line identity",
                                "F2",
                                "9112 6.1",
                                request(
                                                "POST",
                                                "/te",
                                                "Transfer-Encoding: chunked",
                                                "Transfer-Encoding: identity")
                                        + CHUNKS)
                        .status(400, 501),
                refuse(
                                "second line unknown",
                                "F2",
                                "9112 6.1",
                                request(
                                                "POST",
                                                "/te",
                                                "Transfer-Encoding: chunked",
                                                "Transfer-encoding: cow")
                                        + CHUNKS)
                        .status(400, 501),
                refuse(
                        "folded value",
                        "N2",
                        "9112 5.2",
                        post("/te", "Transfer-Encoding:\r\n chunked", CHUNKS)),
                refuse(
                        "value continued",
                        "N2",
                        "9112 5.2",
                        post("/te", "Transfer-Encoding: chunked\r\n , x", CHUNKS)),
                refuse(
                        "hidden in a fold",
                        "N2",
                        "9112 5.2",
                        post("/te", "X-A: b\r\n Transfer-Encoding: chunked", CHUNKS)),
                refuse(
                        "hidden behind a bare CR",
                        "L1",
                        "9112 2.2",
                        post("/te", "X-A: b\rTransfer-Encoding: chunked", CHUNKS)),
                refuse(
                        "hidden behind a bare LF",
                        "L1",
                        "9112 2.2",
                        post("/te", "X-A: b\nTransfer-Encoding: chunked", CHUNKS)),
                refuse(
                        "blank before the colon",
                        "N1",
                        "9112 5.1",
                        post("/te", "Transfer-Encoding : chunked", CHUNKS)),
                refuse(
                        "tab before the colon",
                        "N1",
                        "9112 5.1",
                        post("/te", "Transfer-Encoding\t: chunked", CHUNKS)),
                refuse(
                        "NUL in the name",
                        "N1",
                        "9112 5",
                        post("/te", "Transfer\0-Encoding: chunked", CHUNKS)),
                refuse(
                        "8-bit in the name",
                        "N1",
                        "9112 5",
                        post("/te", "Transfer-Encoding\u00a0: chunked", CHUNKS)),
                refuse(
                        "coding in HTTP/1.0",
                        "F3",
                        "9112 6.1",
                        line("POST /te HTTP/1.0", "Transfer-Encoding: chunked") + CHUNKS),
                refuse(
                        "coding in HTTP/1.0 keep-alive",
                        "F3",
                        "9112 6.1",
                        line(
                                        "POST /te HTTP/1.0",
                                        "Connection: keep-alive",
                                        "Transfer-Encoding: chunked")
                                + CHUNKS),
                either(
                                "underscore twin",
                                "N4",
                                "9112 6.1",
                                get("/te", "Transfer_Encoding: chunked"),
                                "GET /te")
                        .lacking("transfer_encoding:"));
    }

    private static List<H1Case> withLength() {
        String both = "0\r\n\r\n" + SMUGGLED;
        return List.of(
                refuse(
                        "length then coding",
                        "F3",
                        "9112 6.1",
                        request(
                                        "POST",
                                        "/te",
                                        "Content-Length: " + both.length(),
                                        "Transfer-Encoding: chunked")
                                + both),
                refuse(
                        "coding then length",
                        "F3",
                        "9112 6.1",
                        request(
                                        "POST",
                                        "/te",
                                        "Transfer-Encoding: chunked",
                                        "Content-Length: " + both.length())
                                + both),
                refuse(
                        "coding with length zero",
                        "F3",
                        "9112 6.1",
                        request("POST", "/te", "Content-Length: 0", "Transfer-Encoding: chunked")
                                + CHUNKS),
                refuse(
                        "coding in odd case with length",
                        "F3",
                        "9112 6.1",
                        request("POST", "/te", "content-length: 4", "tRANSFER-eNCODING: cHUNKED")
                                + CHUNKS),
                refuse(
                                "unknown coding with length",
                                "F3",
                                "9112 6.1",
                                request(
                                                "POST",
                                                "/te",
                                                "Content-Length: " + both.length(),
                                                "Transfer-Encoding: xchunked")
                                        + both)
                        .status(400, 501),
                refuse(
                                "identity with length",
                                "F3",
                                "9112 6.1",
                                request(
                                                "POST",
                                                "/te",
                                                "Content-Length: 5",
                                                "Transfer-Encoding: identity")
                                        + "hello")
                        .status(400, 501),
                refuse(
                                "coding with vertical tab and length",
                                "F3",
                                "9112 6.1",
                                request(
                                                "POST",
                                                "/te",
                                                "Content-Length: 5",
                                                "Transfer-Encoding: \u000bchunked")
                                        + CHUNKS)
                        .status(400, 501),
                either(
                                "underscore coding with length",
                                "N4",
                                "9112 6.1",
                                request(
                                                "POST",
                                                "/te",
                                                "Content-Length: 5",
                                                "Transfer_Encoding: chunked")
                                        + "hello",
                                "POST /te")
                        .withBody("hello")
                        .lacking("transfer_encoding:"),
                refuse(
                        "coding and length on GET",
                        "F3",
                        "9112 6.1",
                        get("/te", "Content-Length: 5", "Transfer-Encoding: chunked") + both));
    }
}
