package dev.quaygate.it.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A final HTTP/1 answer.
 *
 * @param interim status codes of 1xx answers before it
 * @param fields lines as {@code Name: value}
 * @param complete whether the body ended as its framing says; false when the connection broke
 *     before
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares these records
public record H1Response(
        int status,
        List<Integer> interim,
        List<String> fields,
        byte[] body,
        List<String> trailers,
        boolean complete) {

    /** Reads one final answer from a stream. */
    public static H1Response read(InputStream in) throws IOException {
        return new H1ResponseReader(in).read(false);
    }

    /** First value of {@code name}, or an empty string. */
    public String header(String name) {
        return headers(name).stream().findFirst().orElse("");
    }

    public List<String> headers(String name) {
        String prefix = name + ":";
        return fields.stream()
                .filter(field -> field.regionMatches(true, 0, prefix, 0, prefix.length()))
                .map(field -> field.substring(prefix.length()).strip())
                .toList();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The word of the closed list that says why this is not the application's answer; empty without
     * one.
     */
    public String cause() {
        return header("Quaygate-Cause");
    }

    /** Whether the server says that it closes. */
    public boolean closes() {
        return header("Connection").toLowerCase(Locale.ROOT).contains("close");
    }
}
