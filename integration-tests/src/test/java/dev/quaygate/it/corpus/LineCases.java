package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.Raw.HOST;
import static dev.quaygate.it.corpus.Raw.SMUGGLED;
import static dev.quaygate.it.corpus.Raw.bare;
import static dev.quaygate.it.corpus.Raw.filler;
import static dev.quaygate.it.corpus.Raw.get;
import static dev.quaygate.it.corpus.Raw.line;
import static dev.quaygate.it.corpus.Raw.request;

import dev.quaygate.it.corpus.H1Case.On;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Line ends, request line, version, sizes, foreign protocols (RFC 9112 sections 2.2, 2.3, 3). */
final class LineCases {
    private static final Map<String, String> REQUEST_LINES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("two blanks before the target", "GET  /l HTTP/1.1"),
                            Map.entry("two blanks before the version", "GET /l  HTTP/1.1"),
                            Map.entry("tab before the target", "GET\t/l HTTP/1.1"),
                            Map.entry("tab before the version", "GET /l\tHTTP/1.1"),
                            Map.entry("vertical tab before the target", "GET\u000b/l HTTP/1.1"),
                            Map.entry("form feed before the version", "GET /l\fHTTP/1.1"),
                            Map.entry("CR before the version", "GET /l\rHTTP/1.1"),
                            Map.entry("blank in the target", "GET /l x HTTP/1.1"),
                            Map.entry(
                                    "request line within the target",
                                    "GET /l HTTP/1.1 /smuggled HTTP/1.1"),
                            Map.entry("blank after the version", "GET /l HTTP/1.1 "),
                            Map.entry("tab after the version", "GET /l HTTP/1.1\t"),
                            Map.entry("no target", "GET HTTP/1.1"),
                            Map.entry("no version", "GET /l"),
                            Map.entry("no version after a blank", "GET /l "),
                            Map.entry("only a method", "GET"),
                            Map.entry("lower-case version", "GET /l http/1.1"),
                            Map.entry("mixed-case version", "GET /l Http/1.1"),
                            Map.entry("padded minor", "GET /l HTTP/1.01"),
                            Map.entry("padded major", "GET /l HTTP/01.1"),
                            Map.entry("two-digit minor", "GET /l HTTP/1.10"),
                            Map.entry("bytes after the version", "GET /l HTTP/1.1x"),
                            Map.entry("no minor", "GET /l HTTP/1"),
                            Map.entry("point without minor", "GET /l HTTP/1."),
                            Map.entry("comma in the version", "GET /l HTTP/1,1"),
                            Map.entry("blank in the version", "GET /l HTTP/ 1.1"),
                            Map.entry("sign in the version", "GET /l HTTP/1.+1"),
                            Map.entry("other protocol name", "GET /l HTTPS/1.1"),
                            Map.entry("letter as version", "GET /l HTTP/1.a")));

    private static final Map<String, String> METHODS =
            new TreeMap<>(
                    Map.of(
                            "parenthesis", "G(T",
                            "colon", "GET:",
                            "8-bit", "G\u00c9T",
                            "control", "GE\u0001T",
                            "quotes", "\"GET\"",
                            "slash", "GET/",
                            "33 bytes", "M".repeat(33)));

    private LineCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        REQUEST_LINES.forEach((name, text) ->
                cases.add(
                        refuse(
                                        "line: " + name,
                                        text.contains("HTTP/1.1") || !text.contains("TTP")
                                                ? "L5"
                                                : "L6",
                                        "9112 3",
                                        line(text))
                                .status(400, 505)));
        METHODS.forEach((name, method) ->
                cases.add(refuse("method: " + name, "L3", "9110 9.1", request(method, "/l"))));
        for (String version : List.of("1.2", "2.0", "3.0", "0.9", "9.9")) {
            cases.add(
                    refuse(
                                    "version " + version,
                                    "L7",
                                    "9110 15.6.6",
                                    line("GET /l HTTP/" + version))
                            .status(400, 505));
        }
        cases.addAll(lineEnds());
        cases.addAll(sizes());
        cases.addAll(foreign());
        return cases;
    }

    private static List<H1Case> lineEnds() {
        return List.of(
                refuse("all LF", "L1", "9112 2.2", get("/l").replace("\r", "")),
                refuse(
                        "LF after the request line",
                        "L1",
                        "9112 2.2",
                        "GET /l HTTP/1.1\n" + HOST + "\r\n"),
                refuse(
                        "LF after a field",
                        "L1",
                        "9112 2.2",
                        "GET /l HTTP/1.1\r\nHost: site.internal\n\r\n"),
                refuse("LF as the end", "L1", "9112 2.2", "GET /l HTTP/1.1\r\n" + HOST + "\n"),
                refuse(
                        "LF LF hides a request",
                        "L1",
                        "9112 2.2",
                        "GET /l HTTP/1.1\r\n" + HOST + "X-A: b\n\n" + SMUGGLED),
                refuse(
                        "bare CR after the request line",
                        "L1",
                        "9112 2.2",
                        "GET /l HTTP/1.1\r" + HOST + "\r\n"),
                refuse(
                        "CR CR LF after the request line",
                        "L1",
                        "9112 2.2",
                        "GET /l HTTP/1.1\r\r\n" + HOST + "\r\n"),
                refuse(
                        "CR CR LF after a field",
                        "L1",
                        "9112 2.2",
                        "GET /l HTTP/1.1\r\nHost: site.internal\r\r\n\r\n"),
                refuse(
                        "bare CR as the end",
                        "L1",
                        "9112 2.2",
                        "GET /l HTTP/1.1\r\n" + HOST + "\rX: y\r\n\r\n"),
                refuse("three empty lines before", "L2", "9112 2.2", "\r\n\r\n\r\n" + get("/l")),
                refuse("bare LF before", "L2", "9112 2.2", "\n" + get("/l")),
                refuse("blank before", "L2", "9112 3", " " + get("/l")),
                refuse("tab before", "L2", "9112 3", "\t" + get("/l")),
                refuse("NUL before", "L2", "9112 3", "\0" + get("/l")),
                refuse("control before", "L2", "9112 3", "\u0001" + get("/l")),
                refuse("byte order mark before", "L2", "9112 3", "\u00ef\u00bb\u00bf" + get("/l")),
                refuse("blank line of a blank before", "L2", "9112 2.2", " \r\n" + get("/l")));
    }

    private static List<H1Case> sizes() {
        return List.of(
                refuse("target of 8193 bytes", "L8", "9110 15.5.15", get("/" + filler(8192)))
                        .status(414),
                refuse("target of 20000 bytes", "L8", "9110 15.5.15", get("/" + filler(19_999)))
                        .status(414, 431),
                refuse("fields over 16384 bytes", "L8", "6585 5", LegalCases.headOf(16_384 + 21))
                        .status(431),
                refuse("a head of 60000 bytes", "L8", "6585 5", LegalCases.headOf(60_000))
                        .status(431),
                refuse("101 fields", "L8", "6585 5", get("/l", LegalCases.fields(100))).status(431),
                refuse(
                                "a thousand short fields",
                                "L8",
                                "6585 5",
                                get("/l", LegalCases.fields(1000)))
                        .status(431),
                refuse("name of 257 bytes", "L8", "6585 5", get("/l", filler(257) + ": v"))
                        .status(400, 431));
    }

    private static List<H1Case> foreign() {
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        return List.of(
                refuse(
                                "CONNECT",
                                "L4",
                                "9110 9.3.6",
                                bare(
                                        "CONNECT site.internal:443 HTTP/1.1",
                                        "Host: site.internal:443"))
                        .status(400, 405, 501),
                refuse("CONNECT on a path", "L4", "9110 9.3.6", request("CONNECT", "/l"))
                        .status(400, 405, 501),
                refuse("TRACE", "L4", "9110 9.3.8", request("TRACE", "/l")).status(405, 501),
                refuse("PRI with HTTP/1.1", "L4", "9113 3.4", request("PRI", "*")).anyStatus(),
                refuse("HTTP/2 preface", "L9", "9113 3.4", preface).anyStatus(),
                refuse(
                                "PROXY v1 line",
                                "L9",
                                "9112 3",
                                "PROXY TCP4 6.6.6.6 127.0.0.1 1 2\r\n" + get("/l"))
                        .anyStatus(),
                refuse(
                                "PROXY v2 signature",
                                "L9",
                                "9112 3",
                                "\r\n\r\n\0\r\nQUIT\n!\u0011\0\f\6\6\6\6\u007f\0\0\1\0\1\0\2"
                                        + get("/l"))
                        .anyStatus(),
                refuse(
                                "TLS hello on a clear port",
                                "L9",
                                "8446 5.1",
                                "\u0016\3\1\0\5\1\0\0\1\0" + filler(40))
                        .anyStatus()
                        .only(On.CLEAR),
                refuse("clear request on the TLS port", "L9", "8446 5.1", get("/l"))
                        .anyStatus()
                        .only(On.CLEAR_ON_TLS_PORT));
    }
}
