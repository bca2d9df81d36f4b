package dev.quaygate.proxy.http;

import java.util.ArrayList;
import java.util.List;

/**
 * HTTP/1 heads and what must become of them, one or more per rule. Rule codes: L lines, T target, H
 * host, F framing, N fields, P hop-by-hop and spoofing, U expect and upgrade, A path readings.
 */
final class RequestCorpus {
    /** The head is served. */
    static final int SERVE = 200;

    /**
     * One head.
     *
     * @param status {@link #SERVE} or the status of the refusal
     * @param sent texts that the endpoint's head must hold
     * @param kept texts that it must not hold, whatever their case
     */
    record Case(
            String rule,
            String name,
            String raw,
            int status,
            List<String> sent,
            List<String> kept) {
        @Override
        public String toString() {
            return rule + " " + name;
        }
    }

    private final List<Case> cases = new ArrayList<>();

    static List<Case> all() {
        var corpus = new RequestCorpus();
        corpus.legal();
        corpus.lines();
        corpus.requestLines();
        corpus.limits();
        corpus.otherProtocols();
        corpus.targets();
        corpus.hosts();
        corpus.lengths();
        corpus.codings();
        corpus.fields();
        corpus.hopByHop();
        corpus.spoofing();
        corpus.expectAndUpgrade();
        corpus.paths();
        return List.copyOf(corpus.cases);
    }

    private void legal() {
        serve("legal", "smallest", get("/", ""), "GET / HTTP/1.1\r\n", "Host: a.ex\r\n");
        serve(
                "legal",
                "no blank after colon",
                "GET / HTTP/1.1\r\nHost:a.ex\r\n\r\n",
                "Host: a.ex\r\n");
        serve(
                "legal",
                "blanks and tabs around a value",
                get("/", "X-A: \t v w \t\r\n"),
                "X-A: v w\r\n");
        serve("legal", "empty value", get("/", "X-A:\r\n"), "X-A: \r\n");
        serve("legal", "eight-bit value", get("/", "X-A: caf\u00e9\r\n"), "X-A: caf\u00e9\r\n");
        serve("legal", "tab inside a value", get("/", "X-A: a\tb\r\n"), "X-A: a\tb\r\n");
        serve(
                "legal",
                "odd token name",
                get("/", "!#$%&'*+-.^`|~9: v\r\n"),
                "!#$%&'*+-.^`|~9: v\r\n");
        serve(
                "legal",
                "extension method",
                "PROPFIND / HTTP/1.1\r\nHost: a.ex\r\n\r\n",
                "PROPFIND / ");
        serve(
                "legal",
                "lower case is another method",
                "get / HTTP/1.1\r\nHost: a.ex\r\n\r\n",
                "get / ");
        serve(
                "legal",
                "HTTP/1.0 with Host",
                "GET / HTTP/1.0\r\nHost: a.ex\r\n\r\n",
                "GET / HTTP/1.1\r\n");
        serve(
                "legal",
                "long cookie",
                get("/", "Cookie: k=" + "v".repeat(8190) + "\r\n"),
                "vvvv\r\n");
        serve("legal", "80 fields", get("/", "X-F: v\r\n".repeat(79)), "X-F: v\r\nX-F: v\r\n");
        serve(
                "legal",
                "two Cookie lines",
                get("/", "Cookie: a=1\r\nCookie: b=2\r\n"),
                "Cookie: a=1\r\n",
                "Cookie: b=2\r\n");
        serve(
                "legal",
                "body on GET (F4)",
                get("/", "Content-Length: 5\r\n"),
                "Content-Length: 5\r\n");
        serve(
                "legal",
                "body on DELETE (F4)",
                "DELETE /x HTTP/1.1\r\nHost: a.ex\r\nTransfer-Encoding: chunked\r\n\r\n",
                "Transfer-Encoding: chunked\r\n");
        serve(
                "legal",
                "POST without a body",
                "POST / HTTP/1.1\r\nHost: a.ex\r\n\r\n",
                "Content-Length: 0\r\n");
    }

    private void lines() {
        refuse("L1", "bare LF after the request line", "GET / HTTP/1.1\nHost: a.ex\r\n\r\n", 400);
        refuse("L1", "bare LF after a field", "GET / HTTP/1.1\r\nHost: a.ex\n\r\n", 400);
        refuse("L1", "bare LF as the end", "GET / HTTP/1.1\r\nHost: a.ex\r\n\n", 400);
        refuse("L1", "bare CR after the request line", "GET / HTTP/1.1\rHost: a.ex\r\n\r\n", 400);
        refuse("L1", "bare CR after a field", "GET / HTTP/1.1\r\nHost: a.ex\rX: y\r\n\r\n", 400);
        refuse(
                "L1",
                "CR CR LF after the request line",
                "GET / HTTP/1.1\r\r\nHost: a.ex\r\n\r\n",
                400);
        refuse("L1", "CR CR LF after a field", "GET / HTTP/1.1\r\nHost: a.ex\r\r\n\r\n", 400);
        refuse("L1", "CR CR LF as the end", "GET / HTTP/1.1\r\nHost: a.ex\r\n\r\r\n", 400);
        refuse("L1", "LF in a name", "GET / HTTP/1.1\r\nHost: a.ex\r\nX\n: v\r\n\r\n", 400);
        serve("L2", "one empty line before", "\r\n" + get("/", ""), "GET / ");
        serve("L2", "two empty lines before", "\r\n\r\n" + get("/", ""), "GET / ");
        refuse("L2", "three empty lines before", "\r\n\r\n\r\n" + get("/", ""), 400);
        refuse("L2", "bare LF before", "\n" + get("/", ""), 400);
        refuse("L2", "space before", " " + get("/", ""), 400);
        refuse("L2", "tab before", "\t" + get("/", ""), 400);
        refuse("L2", "NUL before", "\0" + get("/", ""), 400);
        refuse("L2", "control before (CVE-2026-50020)", "\u0001" + get("/", ""), 400);
        refuse("L2", "byte order mark before", "\u00ef\u00bb\u00bf" + get("/", ""), 400);
        refuse("L2", "bare CR before", "\rGET / HTTP/1.1\r\nHost: a.ex\r\n\r\n", 400);
    }

    private void requestLines() {
        refuse("L3", "method with a slash", line("GE/T / HTTP/1.1"), 400);
        refuse("L3", "method with a colon", line("GET: / HTTP/1.1"), 400);
        refuse("L3", "method with 8-bit byte", line("G\u00c9T / HTTP/1.1"), 400);
        refuse("L3", "empty method", line(" / HTTP/1.1"), 400);
        serve("L3", "method of 32 bytes", line("M".repeat(32) + " / HTTP/1.1"), "MMMM / ");
        refuse("L3", "method of 33 bytes", line("M".repeat(33) + " / HTTP/1.1"), 400);
        refuse("L4", "CONNECT", line("CONNECT a.ex:443 HTTP/1.1"), 405);
        refuse("L4", "TRACE", line("TRACE / HTTP/1.1"), 405);
        refuse("L4", "PRI", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
        refuse("L5", "two spaces after the method", line("GET  / HTTP/1.1"), 400);
        refuse("L5", "two spaces before the version", line("GET /  HTTP/1.1"), 400);
        refuse("L5", "tab after the method", line("GET\t/ HTTP/1.1"), 400);
        refuse("L5", "tab before the version", line("GET /\tHTTP/1.1"), 400);
        refuse("L5", "vertical tab", line("GET\u000b/ HTTP/1.1"), 400);
        refuse("L5", "form feed", line("GET\f/ HTTP/1.1"), 400);
        refuse("L5", "CR as separator", line("GET\r/ HTTP/1.1"), 400);
        refuse("L5", "trailing space", line("GET / HTTP/1.1 "), 400);
        refuse("L5", "trailing tab", line("GET / HTTP/1.1\t"), 400);
        refuse("L5", "blank in the target", line("GET /a b HTTP/1.1"), 400);
        refuse("L6", "HTTP/0.9", "GET /\r\n\r\n", 400);
        refuse("L6", "lower case version", line("GET / http/1.1"), 400);
        refuse("L6", "padded minor version", line("GET / HTTP/1.01"), 400);
        refuse("L6", "padded major version", line("GET / HTTP/01.1"), 400);
        refuse("L6", "version without minor", line("GET / HTTP/1"), 400);
        refuse("L6", "version with comma", line("GET / HTTP/1,1"), 400);
        refuse("L6", "trailing bytes", line("GET / HTTP/1.1x"), 400);
        refuse("L6", "other protocol", line("GET / ICAP/1.1"), 400);
        refuse("L6", "space inside", line("GET / HTTP /1.1"), 400);
        refuse("L7", "HTTP/1.2", line("GET / HTTP/1.2"), 505);
        refuse("L7", "HTTP/2.0", line("GET / HTTP/2.0"), 505);
        refuse("L7", "HTTP/0.9 written out", line("GET / HTTP/0.9"), 505);
        refuse("L7", "HTTP/9.9", line("GET / HTTP/9.9"), 505);
    }

    private void limits() {
        serve("L8", "target of 8192 bytes", get("/" + "a".repeat(8191), ""), "GET /aaaa");
        refuse("L8", "target of 8193 bytes", get("/" + "a".repeat(8192), ""), 414);
        refuse("L8", "target that never ends", "GET /" + "a".repeat(17_000), 414);
        serve("L8", "head of 16384 bytes", sized(16_384), "X-Fill: aaaa");
        refuse("L8", "head of 16385 bytes", sized(16_385), 431);
        serve("L8", "100 fields", get("/", "X-F: v\r\n".repeat(99)), "X-F: v");
        refuse("L8", "101 fields", get("/", "X-F: v\r\n".repeat(100)), 431);
        serve("L8", "name of 256 bytes", get("/", "n".repeat(256) + ": v\r\n"), "nnn: v\r\n");
        refuse("L8", "name of 257 bytes", get("/", "n".repeat(257) + ": v\r\n"), 431);
        refuse(
                "L8",
                "value that never ends",
                "GET / HTTP/1.1\r\nHost: a.ex\r\nX: " + "a".repeat(17_000),
                431);
    }

    private void otherProtocols() {
        refuse(
                "L9",
                "TLS hello",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                400);
        refuse("L9", "PROXY v1", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + get("/", ""), 400);
        refuse("L9", "PROXY v2", "\r\n\r\n\0\r\nQUIT\n!\u0011\0\f", 400);
        refuse("L9", "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004", 400);
        refuse("L9", "SSH banner", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 400);
        refuse("L9", "SMTP", "EHLO a.ex\r\n", 400);
    }

    private void targets() {
        refuse("T1", "no slash", get("index.html", ""), 400);
        refuse("T1", "only a query", get("?q=1", ""), 400);
        refuse("T1", "at host", get("@a.ex/", ""), 400);
        refuse("T1", "authority form", get("a.ex:80", ""), 400);
        serve(
                "T2",
                "absolute form",
                get("http://a.ex/x?q", ""),
                "GET /x?q HTTP/1.1\r\n",
                "Host: a.ex\r\n");
        serve("T2", "absolute form in upper case", get("HTTP://A.EX/x", ""), "GET /x HTTP/1.1\r\n");
        serve("T2", "absolute form without path", get("http://a.ex", ""), "GET / HTTP/1.1\r\n");
        serve(
                "T2",
                "absolute form with only a query",
                get("http://a.ex?q=1", ""),
                "GET /?q=1 HTTP/1.1\r\n");
        serve("T2", "absolute form with final dot", get("http://a.ex./", ""), "GET / HTTP/1.1\r\n");
        serve("T2", "absolute form with port", get("http://a.ex:80/", ""), "GET / HTTP/1.1\r\n");
        refuse("T3", "absolute form with userinfo", get("http://u@a.ex/", ""), 400);
        refuse("T3", "absolute form with password", get("http://u:p@a.ex/", ""), 400);
        refuse("T3", "other scheme", get("ftp://a.ex/", ""), 400);
        refuse("T3", "scheme without slashes", get("http:a.ex/", ""), 400);
        refuse("T3", "scheme with one slash", get("http:/a.ex/", ""), 400);
        refuse("T3", "absolute form for another host", get("http://b.ex/", ""), 400);
        refuse("T3", "absolute form without host", get("http:///x", ""), 400);
        refuse("T3", "https on a clear connection", get("https://a.ex/", ""), 400);
        refuse("T4", "asterisk with GET", get("*", ""), 400);
        refuse("T4", "asterisk with OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: a.ex\r\n\r\n", 400);
        refuse("T5", "fragment", get("/a#b", ""), 400);
        refuse("T5", "fragment in the query", get("/a?b#c", ""), 400);
        refuse("T5", "8-bit byte", get("/caf\u00e9", ""), 400);
        refuse("T5", "NUL", get("/a\0b", ""), 400);
        refuse("T5", "DEL", get("/a\u007fb", ""), 400);
        for (String c : List.of("\"", "<", ">", "\\", "^", "`", "{", "}")) {
            refuse("T6", "raw " + c + " in the path", get("/a" + c + "b", ""), 400);
        }
        serve("T6", "raw | [ ] in the path", get("/a|b[c]", ""), "GET /a|b[c] ");
        serve(
                "T6",
                "the same bytes in the query",
                get("/a?\"<>\\^`{}|[]'", ""),
                "GET /a?\"<>\\^`{}|[]' ");
        refuse("T7", "percent at the end", get("/a%", ""), 400);
        refuse("T7", "percent and one digit", get("/a%2", ""), 400);
        refuse("T7", "percent and no hex", get("/a%zz", ""), 400);
        refuse("T7", "IIS escape", get("/a%u0041", ""), 400);
        refuse("T7", "escaped NUL", get("/a%00", ""), 400);
        refuse("T7", "escaped line end", get("/a%0d%0aX:y", ""), 400);
        refuse("T7", "escaped DEL", get("/a%7F", ""), 400);
        serve(
                "T7",
                "escapes in the query are data",
                get("/a?b=%0D%0A%00%", ""),
                "GET /a?b=%0D%0A%00% ");
    }

    private void hosts() {
        refuse("H1", "no Host", "GET / HTTP/1.1\r\n\r\n", 400);
        refuse("H1", "no Host in 1.0", "GET / HTTP/1.0\r\n\r\n", 400);
        refuse("H1", "two Hosts", get("/", "Host: b.ex\r\n"), 400);
        refuse("H1", "two equal Hosts", get("/", "host: a.ex\r\n"), 400);
        for (String good :
                List.of(
                        "A.Ex",
                        "a.ex.",
                        "a.ex:8080",
                        "a.ex:1",
                        "a.ex:65535",
                        "x_y.ex",
                        "192.0.2.1",
                        "[2001:db8::1]",
                        "[::1]:8443",
                        "[::ffff:192.0.2.1]",
                        "localhost",
                        "l".repeat(63) + ".ex")) {
            serve("H2", "host " + good, host(good), "Host: " + good + "\r\n");
        }
        for (String bad :
                List.of(
                        "",
                        ":80",
                        ".",
                        "a..ex",
                        ".a.ex",
                        "a.ex..",
                        "a.ex:",
                        "a.ex:0",
                        "a.ex:65536",
                        "a.ex:80x",
                        "a.ex:+80",
                        "a.ex: 80",
                        "a.ex:80:80",
                        "[::1",
                        "[::1]x",
                        "[::1%25eth0]",
                        "[1::2::3]",
                        "[1:2:3:4:5:6:7]",
                        "[12345::]",
                        "l".repeat(64) + ".ex",
                        "a.".repeat(127) + "a")) {
            refuse("H2", "host " + bad, host(bad), 400);
        }
        for (String bad :
                List.of(
                        "u@a.ex",
                        "a.ex,b.ex",
                        "a.ex, a.ex",
                        "a ex",
                        "a\tex",
                        "a.ex/",
                        "a.ex/x",
                        "a%2eex",
                        "a.ex?x",
                        "a.ex#x",
                        "a.ex\\x",
                        "http://a.ex",
                        "a.ex;x",
                        "(a.ex)",
                        "a~ex",
                        "caf\u00e9.ex")) {
            refuse("H3", "host " + bad, host(bad), 400);
        }
        refuse("H3", "folded host", "GET / HTTP/1.1\r\nHost:\r\n a.ex\r\n\r\n", 400);
        refuse("H3", "DEL in host", host("a\u007f.ex"), 400);
    }

    private void lengths() {
        serve("F1", "plain", post("Content-Length: 5\r\n"), "Content-Length: 5\r\n");
        serve(
                "F1",
                "blanks and tabs around",
                post("Content-Length: \t 5 \t\r\n"),
                "Content-Length: 5\r\n");
        serve("F1", "leading zeros", post("Content-Length: 0005\r\n"), "Content-Length: 5\r\n");
        serve(
                "F1",
                "18 digits",
                post("Content-Length: 999999999999999999\r\n"),
                "Content-Length: 999999999999999999\r\n");
        for (String bad :
                List.of(
                        "",
                        "+5",
                        "-5",
                        "0x5",
                        "5.0",
                        "5e0",
                        "5_0",
                        "\"5\"",
                        "5;a=b",
                        "5 5",
                        "5,5",
                        "5, 5",
                        "5,",
                        ",5",
                        "1234567890123456789",
                        "99999999999999999999999",
                        "\u00b25",
                        "five",
                        "5\u00a0",
                        "(5)")) {
            refuse("F1", "length '" + bad + "'", post("Content-Length: " + bad + "\r\n"), 400);
        }
        refuse("F1", "control", post("Content-Length: 5\u000b\r\n"), 400);
        refuse("F1", "two lines, equal", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
        refuse("F1", "two lines, unequal", post("Content-Length: 5\r\ncontent-length: 6\r\n"), 400);
    }

    private void codings() {
        serve(
                "F2",
                "chunked",
                post("Transfer-Encoding: chunked\r\n"),
                "Transfer-Encoding: chunked\r\n");
        serve(
                "F2",
                "any case",
                post("transfer-encoding: ChUnKeD\r\n"),
                "Transfer-Encoding: chunked\r\n");
        serve(
                "F2",
                "blanks around",
                post("Transfer-Encoding: \tchunked \r\n"),
                "Transfer-Encoding: chunked\r\n");
        for (String bad :
                List.of(
                        "",
                        ",",
                        "chunked,",
                        ",chunked",
                        ", chunked",
                        "chunked, chunked",
                        "identity",
                        "identity, chunked",
                        "chunked, identity",
                        "chunked;q=1",
                        "chunked; a=b",
                        "\"chunked\"",
                        "chun ked",
                        "chunked\u00a0",
                        "\u00a0chunked",
                        "chunked, gzip",
                        "gzip,,chunked",
                        "(x) chunked")) {
            refuse("F2", "coding '" + bad + "'", post("Transfer-Encoding: " + bad + "\r\n"), 400);
        }
        refuse("F2", "vertical tab before", post("Transfer-Encoding: \u000bchunked\r\n"), 400);
        refuse(
                "F2",
                "two lines",
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                400);
        refuse(
                "F2",
                "two lines, identity second",
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
                400);
        refuse("F2", "unknown coding", post("Transfer-Encoding: zstd\r\n"), 501);
        refuse("F2", "apostrophe", post("Transfer-Encoding: 'chunked\r\n"), 501);
        refuse("F2", "xchunked", post("Transfer-Encoding: xchunked\r\n"), 501);
        refuse("F2", "gzip before chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 501);
        refuse(
                "F3",
                "both, length first",
                post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
                400);
        refuse(
                "F3",
                "both, coding first",
                post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
                400);
        refuse(
                "F3",
                "coding in 1.0",
                "POST / HTTP/1.0\r\nHost: a.ex\r\nTransfer-Encoding: chunked\r\n\r\n",
                400);
        serveWithout(
                "F3",
                "underscored coding is no framing",
                post("Content-Length: 5\r\nTransfer_Encoding: chunked\r\n"),
                "transfer_encoding");
    }

    private void fields() {
        refuse("N1", "empty name", get("/", ": v\r\n"), 400);
        refuse("N1", "blank before the colon", get("/", "X : v\r\n"), 400);
        refuse("N1", "tab before the colon", get("/", "X\t: v\r\n"), 400);
        refuse("N1", "blank before the colon of a length", post("Content-Length : 5\r\n"), 400);
        refuse(
                "N1",
                "blank before the colon of a coding",
                post("Transfer-Encoding : chunked\r\n"),
                400);
        refuse("N1", "blank in the name", get("/", "X Y: v\r\n"), 400);
        refuse("N1", "8-bit name", get("/", "X\u00e9: v\r\n"), 400);
        refuse("N1", "NUL in the name", get("/", "X\0: v\r\n"), 400);
        refuse("N1", "line without colon", get("/", "nonsense\r\n"), 400);
        refuse("N1", "name in brackets", get("/", "(X): v\r\n"), 400);
        refuse(
                "N2",
                "first line begins with a blank",
                "GET / HTTP/1.1\r\n X: y\r\nHost: a.ex\r\n\r\n",
                400);
        refuse("N2", "first line begins with a tab", "GET / HTTP/1.1\r\n\tHost: a.ex\r\n\r\n", 400);
        refuse("N2", "fold", get("/", "X: a\r\n b\r\n"), 400);
        refuse("N2", "fold that hides a length", get("/", "X: a\r\n Content-Length: 5\r\n"), 400);
        refuse("N2", "folded coding", post("Transfer-Encoding:\r\n chunked\r\n"), 400);
        refuse("N2", "blank line of blanks", get("/", " \r\n"), 400);
        for (String c : List.of("\0", "\u0001", "\b", "\u000b", "\f", "\u001b", "\u007f")) {
            refuse(
                    "N3",
                    "control " + (int) c.charAt(0) + " in a value",
                    get("/", "X: a" + c + "b\r\n"),
                    400);
        }
        serveWithout("N4", "any underscore", get("/", "X_A: secret\r\n"), "x_a", "secret");
        serveWithout(
                "N4",
                "underscored twin of a forwarding field",
                get("/", "X_Forwarded_For: 192.0.2.7\r\n"),
                "x_forwarded",
                "192.0.2.7");
        serveWithout("N4", "mixed twin", get("/", "X-Forwarded_For: 192.0.2.7\r\n"), "192.0.2.7");
        serveWithout("N4", "underscored Host", get("/", "_Host: b.ex\r\n"), "b.ex");
        for (String name :
                List.of(
                        "Authorization",
                        "Content-Type",
                        "Content-Range",
                        "If-Modified-Since",
                        "Sec-WebSocket-Key")) {
            refuse(
                    "N5",
                    "two " + name,
                    get(
                            "/",
                            name + ": a\r\n" + name.toLowerCase(java.util.Locale.ROOT) + ": a\r\n"),
                    400);
        }
    }

    private void hopByHop() {
        for (String name :
                List.of(
                        "Keep-Alive",
                        "Proxy-Connection",
                        "Proxy-Authenticate",
                        "Proxy-Authorization",
                        "Trailer",
                        "HTTP2-Settings",
                        "KEEP-ALIVE")) {
            serveWithout("P1", name, get("/", name + ": secret\r\n"), name + ":", "secret");
        }
        serveWithout(
                "P1", "Connection itself", get("/", "Connection: keep-alive\r\n"), "connection:");
        serveWithout(
                "P1",
                "field named by Connection",
                get("/", "X-Hop: secret\r\nConnection: close, x-hop\r\n"),
                "x-hop",
                "secret",
                "connection:");
        serveWithout(
                "P1",
                "field named by a second Connection line",
                get(
                        "/",
                        "Connection: close\r\nConnection: X-HOP\r\nx-hop: secret\r\nx-hop: secret\r\n"),
                "secret");
        serveWithout(
                "P1",
                "empty members",
                get("/", "Connection: ,, x-hop ,\r\nX-Hop: secret\r\n"),
                "secret");
        serveWithout(
                "P1",
                "TE with a coding",
                get("/", "TE: gzip\r\nConnection: TE\r\n"),
                "te:",
                "gzip");
        serveWithout(
                "P1",
                "TE with trailers",
                get("/", "TE: gzip;q=0.5, trailers\r\nConnection: TE\r\n"),
                "te:",
                "trailers");
        refuse("P1", "option that is no token", get("/", "Connection: a b\r\n"), 400);
        refuse("P1", "quoted option", get("/", "Connection: \"close\"\r\n"), 400);
        refuse("P1", "65 options", get("/", "Connection: " + "a,".repeat(65) + "\r\n"), 400);
        for (String name :
                List.of(
                        "Host",
                        "Content-Length",
                        "Transfer-Encoding",
                        "Cookie",
                        "Authorization",
                        "Forwarded",
                        "X-Forwarded-For",
                        "X-Forwarded-Whatever",
                        "X-Real-IP",
                        "x-request-id")) {
            refuse(
                    "P2",
                    "Connection names " + name,
                    get("/", "Connection: close, " + name + "\r\n"),
                    400);
        }
        serveWithout(
                "P3",
                "Proxy (CVE-2016-5385)",
                get("/", "Proxy: http://192.0.2.7\r\n"),
                "proxy:",
                "192.0.2.7");
    }

    private void spoofing() {
        for (String name :
                List.of(
                        "Forwarded",
                        "X-Forwarded-For",
                        "X-Forwarded-Host",
                        "X-Forwarded-Port",
                        "X-Forwarded-Proto",
                        "X-Forwarded-Server",
                        "X-Forwarded-Prefix",
                        "X-Forwarded-Ssl",
                        "X-Forwarded-Client-Cert",
                        "X-Real-IP",
                        "X-Client-IP",
                        "True-Client-IP",
                        "X-Cluster-Client-IP",
                        "Client-Cert",
                        "Client-Cert-Chain",
                        "X-SSL-Client-Cert",
                        "X-Original-URL",
                        "X-Rewrite-URL",
                        "Early-Data",
                        "x-FORWARDED-for",
                        "X-Request-Id")) {
            serveWithout(
                    "P4", name, get("/", name + ": forged\r\n" + name + ": forged\r\n"), "forged");
        }
        serve(
                "P5",
                "ours",
                get("/", ""),
                "X-Forwarded-For: 203.0.113.9\r\n",
                "X-Forwarded-Proto: http\r\n",
                "X-Forwarded-Host: a.ex\r\n",
                "X-Forwarded-Port: 80\r\n",
                "X-Request-Id: 01REQUEST\r\n");
    }

    private void expectAndUpgrade() {
        serveWithout(
                "U1",
                "100-continue",
                post("Expect: 100-Continue\r\nContent-Length: 5\r\n"),
                "expect");
        serveWithout(
                "U1",
                "ignored in 1.0",
                "POST / HTTP/1.0\r\nHost: a.ex\r\nExpect: x\r\nContent-Length: 5\r\n\r\n",
                "expect");
        refuse("U2", "other expectation", post("Expect: 200-ok\r\n"), 417);
        refuse("U2", "empty expectation", post("Expect:\r\n"), 417);
        refuse("U2", "two lines", post("Expect: 100-continue\r\nExpect: 100-continue\r\n"), 417);
        refuse("U2", "list", post("Expect: 100-continue, 100-continue\r\n"), 417);
        serve(
                "U3",
                "websocket",
                websocket(""),
                "Connection: Upgrade\r\n",
                "Upgrade: websocket\r\n",
                "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n");
        refuse("U3", "with a length", websocket("Content-Length: 5\r\n"), 400);
        refuse("U3", "with length 0", websocket("Content-Length: 0\r\n"), 400);
        refuse(
                "U3",
                "with a coding (CVE-2026-58055)",
                websocket("Transfer-Encoding: chunked\r\n"),
                400);
        refuse("U3", "with POST", websocket("").replace("GET", "POST"), 400);
        refuse("U3", "bad version", websocket("").replace("Version: 13", "Version: 8"), 426);
        refuse("U3", "two versions", websocket("Sec-WebSocket-Version: 13\r\n"), 426);
        refuse("U3", "short key", websocket("").replace("x3JJHMbDL1EzLkh9GBhXDw==", "x3JJ"), 400);
        refuse("U3", "key with a bad digit", websocket("").replace("x3JJ", "x3J_"), 400);
        serveWithout(
                "U3",
                "h2c",
                get(
                        "/",
                        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n"),
                "upgrade",
                "http2",
                "connection:");
        serveWithout(
                "U3",
                "TLS",
                get("/", "Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n"),
                "upgrade",
                "connection:");
        serveWithout(
                "U3",
                "websocket among others",
                websocket("").replace("Upgrade: websocket", "Upgrade: h2c, websocket"),
                "upgrade:",
                "connection:");
        serveWithout(
                "U3",
                "websocket not named by Connection",
                websocket("").replace("Connection: Upgrade\r\n", ""),
                "upgrade:");
        serveWithout(
                "U3",
                "websocket in 1.0",
                websocket("").replace("HTTP/1.1", "HTTP/1.0"),
                "upgrade:");
    }

    private void paths() {
        for (String bad :
                List.of(
                        "/..",
                        "/.",
                        "/a/..",
                        "/a/../b",
                        "/a/./b",
                        "/../a",
                        "/%2e%2e/a",
                        "/%2E./a",
                        "/.%2e",
                        "/a/%2e",
                        "/a%2f../b",
                        "/a%2F..%2fb",
                        "/a%5c..%5cb",
                        "/a%5C..",
                        "/..;/a",
                        "/..;x=y/a",
                        "/%2e%2e;/a",
                        "/.;x",
                        "/..%3bx/a",
                        "//../a",
                        "/a//..",
                        "/a/..?q")) {
            refuse("A2", "dot segment in " + bad, get(bad, ""), 400);
        }
        for (String good :
                List.of(
                        "/a%2Fb",
                        "/a%2fb",
                        "/a%20b",
                        "/%252e%252e/a",
                        "/%c0%ae%c0%ae/a",
                        "/...",
                        "/.well-known/x",
                        "/a..b",
                        "/..a/b",
                        "/a./b",
                        "//a//b",
                        "/a;v=1/b",
                        "/%61dmin",
                        "/a%5cb",
                        "/a%3Bb",
                        "/a?/../b",
                        "/~u/",
                        "/a%C3%A9")) {
            serve("A3", "path " + good, get(good, ""), "GET " + good + " HTTP/1.1\r\n");
        }
    }

    private static String get(String target, String fields) {
        return "GET " + target + " HTTP/1.1\r\nHost: a.ex\r\n" + fields + "\r\n";
    }

    private static String post(String fields) {
        return "POST / HTTP/1.1\r\nHost: a.ex\r\n" + fields + "\r\n";
    }

    private static String host(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static String line(String requestLine) {
        return requestLine + "\r\nHost: a.ex\r\n\r\n";
    }

    private static String websocket(String fields) {
        return "GET /ws HTTP/1.1\r\nHost: a.ex\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"
                + fields
                + "\r\n";
    }

    private static String sized(int bytes) {
        String start = "GET / HTTP/1.1\r\nHost: a.ex\r\nX-Fill: ";
        return start + "a".repeat(bytes - start.length() - 4) + "\r\n\r\n";
    }

    private void serve(String rule, String name, String raw, String... sent) {
        cases.add(new Case(rule, name, raw, SERVE, List.of(sent), List.of()));
    }

    private void serveWithout(String rule, String name, String raw, String... kept) {
        cases.add(new Case(rule, name, raw, SERVE, List.of(), List.of(kept)));
    }

    private void refuse(String rule, String name, String raw, int status) {
        cases.add(new Case(rule, name, raw, status, List.of(), List.of()));
    }
}
