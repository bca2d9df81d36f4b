package dev.quaygate.it.corpus;

/** Short ways to write request bytes; every line end is a real CRLF. */
final class Raw {
    static final String SITE = "site.internal";
    static final String HOST = "Host: " + SITE + "\r\n";
    static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n";

    private Raw() {}

    /** GET with the site's Host and these field lines. */
    static String get(String target, String... fields) {
        return request("GET", target, fields);
    }

    /** A request without a body. */
    static String request(String method, String target, String... fields) {
        return line(method + " " + target + " HTTP/1.1", fields);
    }

    /** Any request line, the site's Host, these field lines. */
    static String line(String requestLine, String... fields) {
        return bare(requestLine, prepend(fields));
    }

    /** Any request line and exactly these field lines. */
    static String bare(String requestLine, String... fields) {
        var text = new StringBuilder(requestLine).append("\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /** POST with one framing line and what follows the head. */
    static String post(String target, String framing, String content) {
        return request("POST", target, framing) + content;
    }

    /** POST with {@code Transfer-Encoding: chunked} and these raw bytes as chunks. */
    static String chunked(String target, String content) {
        return post(target, "Transfer-Encoding: chunked", content);
    }

    static String filler(int length) {
        return "a".repeat(length);
    }

    private static String[] prepend(String[] fields) {
        var all = new String[fields.length + 1];
        all[0] = "Host: " + SITE;
        System.arraycopy(fields, 0, all, 1, fields.length);
        return all;
    }
}
