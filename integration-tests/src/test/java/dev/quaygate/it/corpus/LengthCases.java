package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.abort;
import static dev.quaygate.it.corpus.H1Case.either;
import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.Raw.SMUGGLED;
import static dev.quaygate.it.corpus.Raw.get;
import static dev.quaygate.it.corpus.Raw.post;
import static dev.quaygate.it.corpus.Raw.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Content-Length in every disguise (RFC 9112 section 6.3). */
final class LengthCases {
    private static final Map<String, String> VALUES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("list of equals", "5, 5"),
                            Map.entry("list of unequals", "5, 6"),
                            Map.entry("list with empty member", "5,"),
                            Map.entry("plus sign", "+5"),
                            Map.entry("minus sign", "-5"),
                            Map.entry("minus zero", "-0"),
                            Map.entry("hex", "0x5"),
                            Map.entry("point", "5.0"),
                            Map.entry("exponent", "5e0"),
                            Map.entry("underscore", "0_5"),
                            Map.entry("quotes", "\"5\""),
                            Map.entry("parameter", "5;a=b"),
                            Map.entry("inner blank", "0 5"),
                            Map.entry("nothing", ""),
                            Map.entry("only blanks", " \t"),
                            Map.entry("vertical tab before", "\u000b5"),
                            Map.entry("form feed after", "5\f"),
                            Map.entry("NUL after", "5\0"),
                            Map.entry("superscript digit", "\u00b2"),
                            Map.entry("full-width digit", "\u00ef\u00bc\u0095"),
                            Map.entry("nineteen digits", "1000000000000000005"),
                            Map.entry("wraps 64 bits", "18446744073709551621"),
                            Map.entry("wraps 32 bits with sign", "-4294967291"),
                            Map.entry(
                                    "thirty digits with zeros", "000000000000000000000000000005")));

    private LengthCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        VALUES.forEach((name, value) ->
                cases.add(
                        refuse(
                                "length: " + name,
                                "F1",
                                "9112 6.3",
                                post("/cl", "Content-Length: " + value, "hello"))));
        cases.addAll(
                List.of(
                        refuse(
                                "two equal lengths",
                                "F1",
                                "9112 6.3",
                                request("POST", "/cl", "Content-Length: 5", "Content-Length: 5")
                                        + "hello"),
                        refuse(
                                "two unequal lengths",
                                "F1",
                                "9112 6.3",
                                request(
                                                "POST",
                                                "/cl",
                                                "Content-Length: 0",
                                                "Content-Length: " + SMUGGLED.length())
                                        + SMUGGLED),
                        refuse(
                                "two lengths in different case",
                                "F1",
                                "9112 6.3",
                                request(
                                                "POST",
                                                "/cl",
                                                "content-length: 0",
                                                "CONTENT-LENGTH: " + SMUGGLED.length())
                                        + SMUGGLED),
                        refuse(
                                "two lengths on GET",
                                "F1",
                                "9112 6.3",
                                get("/cl", "Content-Length: 0", "Content-Length: 5") + "hello"),
                        refuse(
                                "folded length",
                                "N2",
                                "9112 5.2",
                                post("/cl", "Content-Length:\r\n 5", "hello")),
                        refuse(
                                "length continued",
                                "N2",
                                "9112 5.2",
                                post("/cl", "Content-Length: 0\r\n 5", "hello")),
                        refuse(
                                "blank before the colon",
                                "N1",
                                "9112 5.1",
                                post("/cl", "Content-Length : 5", "hello")),
                        refuse(
                                "bare CR in the value",
                                "L1",
                                "9112 2.2",
                                post("/cl", "Content-Length: 0\rContent-Length: 5", "hello")),
                        either(
                                        "underscore twin beside the real one",
                                        "N4",
                                        "9112 6.3",
                                        request(
                                                        "POST",
                                                        "/cl",
                                                        "Content-Length: 5",
                                                        "Content_Length: 0")
                                                + "hello",
                                        "POST /cl")
                                .withBody("hello")
                                .lacking("content_length:"),
                        either(
                                        "underscore twin alone",
                                        "N4",
                                        "9112 6.3",
                                        get("/cl", "Content_Length: 5"),
                                        "GET /cl")
                                .lacking("content_length:"),
                        abort(
                                        "body shorter than the length",
                                        "F1",
                                        "9112 8",
                                        post("/cl", "Content-Length: 50", "hello"))
                                .anyStatus()
                                .thenFin()));
        return cases;
    }
}
