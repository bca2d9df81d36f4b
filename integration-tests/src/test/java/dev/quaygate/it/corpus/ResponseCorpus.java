package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.ResponseCase.bad;
import static dev.quaygate.it.corpus.ResponseCase.cut;
import static dev.quaygate.it.corpus.ResponseCase.served;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Legal and faulty answers of an HTTP/1.1 upstream (RFC 9112 sections 4, 6.3, 7). */
public final class ResponseCorpus {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    private static final Map<String, String> STATUS_LINES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("no head at all", "hello, I am HTTP/0.9\r\n\r\n"),
                            Map.entry(
                                    "two-digit status",
                                    "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry(
                                    "four-digit status",
                                    "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry(
                                    "status of letters",
                                    "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry("status 000", "HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry(
                                    "version 2.0", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry(
                                    "lower-case protocol",
                                    "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry("other protocol", "ICY 200 OK\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry(
                                    "tab in the status line",
                                    "HTTP/1.1\t200 OK\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry(
                                    "control in the reason",
                                    "HTTP/1.1 200 O\u0001K\r\nContent-Length: 0\r\n\r\n"),
                            Map.entry(
                                    "two blanks before the status",
                                    "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n")));

    private static final Map<String, String> FIELDS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("NUL in a value", "X-A: b\0c"),
                            Map.entry("bare CR in a value", "X-A: b\rX-B: c"),
                            Map.entry("control in a value", "X-A: b\u0001"),
                            Map.entry("blank in a name", "X A: b"),
                            Map.entry("blank before a colon", "X-A : b"),
                            Map.entry("no colon", "nonsense"),
                            Map.entry("fold", "X-A: b\r\n c"),
                            Map.entry("unequal lengths", "Content-Length: 6"),
                            Map.entry("coding and length", "Transfer-Encoding: chunked"),
                            Map.entry("unknown coding", "Transfer-Encoding: cow"),
                            Map.entry("coding list", "Transfer-Encoding: gzip, chunked")));

    private static final Map<String, String> LENGTHS =
            new TreeMap<>(
                    Map.of(
                            "length of letters", "five",
                            "negative length", "-5",
                            "signed length", "+5",
                            "hex length", "0x5",
                            "length list", "5, 6",
                            "overflowing length", "18446744073709551621"));

    private ResponseCorpus() {}

    public static List<ResponseCase> all() {
        var cases = new ArrayList<ResponseCase>();
        STATUS_LINES.forEach((name, raw) -> cases.add(bad(name, "Q1", raw)));
        FIELDS.forEach((name, field) ->
                cases.add(bad(name, "Q1", OK + "Content-Length: 5\r\n" + field + "\r\n\r\nhello")));
        LENGTHS.forEach((name, length) ->
                cases.add(bad(name, "Q1", OK + "Content-Length: " + length + "\r\n\r\nhello")));
        cases.addAll(sizes());
        cases.addAll(interim());
        cases.addAll(broken());
        cases.addAll(ends());
        return List.copyOf(cases);
    }

    private static List<ResponseCase> sizes() {
        return List.of(
                bad(
                        "head over 32 KiB",
                        "Q1",
                        OK + "X-A: " + "b".repeat(40_000) + "\r\nContent-Length: 0\r\n\r\n"),
                bad(
                        "over 200 fields",
                        "Q1",
                        OK + "X-A: b\r\n".repeat(220) + "Content-Length: 0\r\n\r\n"),
                served(
                        "8 KiB field",
                        "Q1",
                        OK + "X-A: " + "b".repeat(8_000) + "\r\nContent-Length: 5\r\n\r\nhello",
                        "hello"),
                served(
                        "no reason",
                        "Q1",
                        "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello",
                        "hello"),
                served(
                        "obs-text in a value",
                        "Q1",
                        OK + "X-A: \u00e9\r\nContent-Length: 5\r\n\r\nhello",
                        "hello"));
    }

    private static List<ResponseCase> interim() {
        return List.of(
                bad(
                        "unasked 101",
                        "Q2",
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
                bad(
                        "eleven interim answers",
                        "Q2",
                        "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(11)
                                + OK
                                + "Content-Length: 5\r\n\r\nhello"),
                served(
                        "unasked 100",
                        "Q2",
                        "HTTP/1.1 100 Continue\r\n\r\n" + OK + "Content-Length: 5\r\n\r\nhello",
                        "hello"),
                served(
                        "early hints",
                        "Q2",
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                                + OK
                                + "Content-Length: 5\r\n\r\nhello",
                        "hello"));
    }

    private static List<ResponseCase> broken() {
        return List.of(
                cut("body shorter than the length", "Q3", OK + "Content-Length: 50\r\n\r\nhello"),
                cut("chunks without an end", "Q3", CHUNKED + "5\r\nhello\r\n"),
                cut("chunk data that ends early", "Q3", CHUNKED + "5\r\nhel"),
                cut("size with sign", "Q3", CHUNKED + "5\r\nhello\r\n+1\r\nx\r\n0\r\n\r\n").open(),
                cut("size that is not hex", "Q3", CHUNKED + "5\r\nhello\r\nxyz\r\n").open(),
                cut("overflowing size", "Q3", CHUNKED + "5\r\nhello\r\nFFFFFFFFFFFFFFFFF\r\n")
                        .open(),
                cut("LF after a size", "Q3", CHUNKED + "5\nhello\r\n0\r\n\r\n").open(),
                cut("no line end after data", "Q3", CHUNKED + "5\r\nhelloX\r\n0\r\n\r\n").open(),
                cut("closed before an answer", "Q3", ""),
                cut("closed within the head", "Q3", OK + "X-A: b"));
    }

    private static List<ResponseCase> ends() {
        String hello = OK + "Content-Length: 5\r\n\r\nhello";
        return List.of(
                served("length", "Q4", hello, "hello"),
                served("chunks", "Q4", CHUNKED + "5\r\nhello\r\n0\r\n\r\n", "hello"),
                served(
                        "chunk extension and trailers",
                        "Q4",
                        CHUNKED + "5;a=b\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
                        "hello"),
                served("surplus bytes after the end", "Q4", hello + "surplus", "hello")
                        .neverReused(),
                served(
                                "a second answer behind the first",
                                "Q4",
                                hello + OK + "Content-Length: 6\r\n\r\npoison",
                                "hello")
                        .neverReused(),
                served("body on 204", "Q4", "HTTP/1.1 204 No Content\r\n\r\npoison", "")
                        .neverReused(),
                served("body on 304", "Q4", "HTTP/1.1 304 Not Modified\r\n\r\npoison", "")
                        .neverReused(),
                served(
                                "ends with the connection",
                                "Q4",
                                OK + "Content-Type: text/plain\r\n\r\nhello",
                                "hello")
                        .closing(),
                served(
                                "HTTP/1.0 ends with the connection",
                                "Q4",
                                "HTTP/1.0 200 OK\r\n\r\nhello",
                                "hello")
                        .closing(),
                served(
                                "says that it closes",
                                "Q4",
                                OK + "Connection: close\r\nContent-Length: 5\r\n\r\nhello",
                                "hello")
                        .neverReused());
    }
}
