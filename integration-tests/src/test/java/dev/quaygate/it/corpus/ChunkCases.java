package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.abort;
import static dev.quaygate.it.corpus.H1Case.either;
import static dev.quaygate.it.corpus.H1Case.serve;
import static dev.quaygate.it.corpus.Raw.SMUGGLED;
import static dev.quaygate.it.corpus.Raw.chunked;
import static dev.quaygate.it.corpus.Raw.filler;
import static dev.quaygate.it.corpus.Raw.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Chunk sizes, extensions, ends and trailers (RFC 9112 section 7.1). */
final class ChunkCases {
    private static final String END = "0\r\n\r\n";

    private static final Map<String, String> SIZES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("plus sign", "+5"),
                            Map.entry("minus sign", "-5"),
                            Map.entry("hex prefix", "0x5"),
                            Map.entry("underscore", "0_5"),
                            Map.entry("blank before", " 5"),
                            Map.entry("blank after", "5 "),
                            Map.entry("tab after", "5\t"),
                            Map.entry("empty", ""),
                            Map.entry("not hex", "g"),
                            Map.entry("NUL after", "5\0"),
                            Map.entry("8-bit after", "5\u00a0"),
                            Map.entry("seventeen digits", "00000000000000005"),
                            Map.entry("overflow to five", "10000000000000005"),
                            Map.entry("all ones", "FFFFFFFFFFFFFFFF"),
                            Map.entry("sign bit", "8000000000000005"),
                            Map.entry("semicolon alone", "5;"),
                            Map.entry("blank before the extension", "5 ;a=b"),
                            Map.entry("extension with control", "5;a=\u0001"),
                            Map.entry("extension with NUL", "5;a=\0"),
                            Map.entry("extension without name", "5;=b"),
                            Map.entry("open quote", "5;a=\"b"),
                            Map.entry("comma instead of semicolon", "5,a"),
                            Map.entry("extension over 256 bytes", "5;a=" + filler(300))));

    private ChunkCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        SIZES.forEach((name, size) ->
                cases.add(
                        abort(
                                "size: " + name,
                                size.contains(";") ? "C2" : "C1",
                                "9112 7.1",
                                chunked("/ch", size + "\r\nhello\r\n" + END))));
        cases.addAll(legal());
        cases.addAll(ends());
        cases.addAll(trailers());
        return cases;
    }

    private static List<H1Case> legal() {
        return List.of(
                serve(
                                "upper-case hex",
                                "C1",
                                "9112 7.1",
                                chunked("/ch", "A\r\n" + filler(10) + "\r\n" + END),
                                "POST /ch")
                        .withBody(filler(10)),
                serve(
                                "sixteen digits",
                                "C1",
                                "9112 7.1",
                                chunked("/ch", "0000000000000005\r\nhello\r\n" + END),
                                "POST /ch")
                        .withBody("hello"),
                serve(
                                "several zeros as last",
                                "C4",
                                "9112 7.1",
                                chunked("/ch", "5\r\nhello\r\n000\r\n\r\n"),
                                "POST /ch")
                        .withBody("hello"),
                serve(
                                "extensions are dropped",
                                "C2",
                                "9112 7.1.1",
                                chunked("/ch", "5;a;b=c;d=\"e f\"\r\nhello\r\n0;end\r\n\r\n"),
                                "POST /ch")
                        .withBody("hello"),
                serve(
                                "one-byte chunks",
                                "C7",
                                "9112 7.1",
                                chunked("/ch", "1\r\na\r\n".repeat(50) + END),
                                "POST /ch")
                        .withBody(filler(50)));
    }

    private static List<H1Case> ends() {
        return List.of(
                abort("LF after a size", "L1", "9112 2.2", chunked("/ch", "5\nhello\r\n" + END)),
                abort(
                        "LF after an extension",
                        "C2",
                        "9112 7.1.1",
                        chunked("/ch", "5;a\nhello\r\n" + END)),
                abort(
                        "CR CR LF after a size",
                        "L1",
                        "9112 2.2",
                        chunked("/ch", "5\r\r\nhello\r\n" + END)),
                abort(
                        "bare CR in an extension",
                        "C2",
                        "9112 7.1.1",
                        chunked("/ch", "5;a\rb\r\nhello\r\n" + END)),
                abort(
                        "line end in a quoted extension",
                        "C2",
                        "9112 7.1.1",
                        chunked("/ch", "5;a=\"\r\nhello\r\n0\r\n\r\n" + SMUGGLED + "\"\r\n")),
                abort(
                        "LF in an extension hides a request",
                        "C2",
                        "9112 7.1.1",
                        chunked("/ch", "0;\n\n" + SMUGGLED + END)),
                abort(
                        "no line end after data",
                        "C3",
                        "9112 7.1",
                        chunked("/ch", "5\r\nhello" + END)),
                abort("LF after data", "C3", "9112 7.1", chunked("/ch", "5\r\nhello\n" + END)),
                abort(
                        "CR CR LF after data",
                        "C3",
                        "9112 7.1",
                        chunked("/ch", "5\r\nhello\r\r\n" + END)),
                abort(
                        "one surplus byte",
                        "C3",
                        "9112 7.1",
                        chunked("/ch", "5\r\nhelloX\r\n" + END)),
                abort("two surplus bytes", "C3", "9112 7.1", chunked("/ch", "5\r\nhelloXX" + END)),
                abort(
                        "surplus line end",
                        "C3",
                        "9112 7.1",
                        chunked("/ch", "5\r\nhello\r\n\r\n" + END)),
                abort(
                        "LF after the last size",
                        "C4",
                        "9112 7.1",
                        chunked("/ch", "5\r\nhello\r\n0\n\r\n")),
                abort("LF as the end", "C4", "9112 7.1", chunked("/ch", "5\r\nhello\r\n0\r\n\n")),
                abort("LF LF as the end", "C4", "9112 7.1", chunked("/ch", "5\r\nhello\r\n0\n\n")),
                abort(
                        "bare CR as the end",
                        "C4",
                        "9112 7.1",
                        chunked("/ch", "5\r\nhello\r\n0\r\n\rX")),
                abort("data ends early", "C4", "9112 8", chunked("/ch", "5\r\nhel"))
                        .anyStatus()
                        .thenFin(),
                abort("no last chunk", "C4", "9112 8", chunked("/ch", "5\r\nhello\r\n"))
                        .anyStatus()
                        .thenFin(),
                abort("no final line end", "C4", "9112 8", chunked("/ch", "5\r\nhello\r\n0\r\n"))
                        .anyStatus()
                        .thenFin(),
                abort(
                        "many extensions over 8 KiB",
                        "C2",
                        "9112 7.1.1",
                        chunked("/ch", ("1;" + filler(200) + "\r\na\r\n").repeat(60) + END)));
    }

    private static List<H1Case> trailers() {
        String data = "5\r\nhello\r\n0\r\n";
        return List.of(
                either(
                                "trailer is dropped with its announcement",
                                "C5",
                                "9110 6.5",
                                request(
                                                "POST",
                                                "/ch",
                                                "Transfer-Encoding: chunked",
                                                "Trailer: X-Sum")
                                        + data
                                        + "X-Sum: 1\r\n\r\n",
                                "POST /ch")
                        .withBody("hello")
                        .lacking("trailer:", "trailer x-sum"),
                either(
                                "length as trailer",
                                "C6",
                                "9110 6.5.1",
                                chunked("/ch", data + "Content-Length: 60\r\n\r\n"),
                                "POST /ch")
                        .orCut()
                        .lacking("trailer content-length", "content-length: 60"),
                either(
                                "coding as trailer",
                                "C6",
                                "9110 6.5.1",
                                chunked("/ch", data + "Transfer-Encoding: chunked\r\n\r\n"),
                                "POST /ch")
                        .orCut()
                        .lacking("trailer transfer-encoding"),
                either(
                                "Host as trailer",
                                "C6",
                                "9110 6.5.1",
                                chunked("/ch", data + "Host: evil.test\r\n\r\n"),
                                "POST /ch")
                        .orCut()
                        .lacking("trailer host"),
                either(
                                "credentials as trailer",
                                "C6",
                                "9110 6.5.1",
                                chunked("/ch", data + "Authorization: Basic evil\r\n\r\n"),
                                "POST /ch")
                        .orCut()
                        .lacking("trailer authorization", "authorization:"),
                either(
                                "forwarded address as trailer",
                                "C6",
                                "9110 6.5.1",
                                chunked("/ch", data + "X-Forwarded-For: evil\r\n\r\n"),
                                "POST /ch")
                        .orCut()
                        .lacking("trailer x-forwarded-for"),
                abort(
                        "trailer without colon",
                        "C5",
                        "9112 7.1.2",
                        chunked("/ch", data + "nonsense\r\n\r\n")),
                abort(
                        "trailer with blank in its name",
                        "C5",
                        "9112 7.1.2",
                        chunked("/ch", data + "X A: b\r\n\r\n")),
                abort(
                        "trailer with blank before the colon",
                        "C5",
                        "9112 5.1",
                        chunked("/ch", data + "X-A : b\r\n\r\n")),
                abort(
                        "folded trailer",
                        "C5",
                        "9112 5.2",
                        chunked("/ch", data + "X-A: b\r\n c\r\n\r\n")),
                abort(
                        "NUL in a trailer",
                        "C5",
                        "9110 5.5",
                        chunked("/ch", data + "X-A: \0\r\n\r\n")),
                abort(
                        "LF in a trailer",
                        "C5",
                        "9112 2.2",
                        chunked("/ch", data + "X-A: b\nX-B: c\r\n\r\n")),
                abort(
                        "bare CR in a trailer",
                        "C5",
                        "9112 2.2",
                        chunked("/ch", data + "X-A: b\rc\r\n\r\n")),
                abort(
                                "seventeen trailers",
                                "C5",
                                "9112 7.1.2",
                                chunked("/ch", data + "X-A: b\r\n".repeat(17) + "\r\n"))
                        .status(400, 431),
                abort(
                                "trailer over 8 KiB",
                                "C5",
                                "9112 7.1.2",
                                chunked("/ch", data + "X-A: " + filler(9000) + "\r\n\r\n"))
                        .status(400, 431));
    }
}
