package dev.quaygate.it.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What became of one HTTP/2 stream so far.
 *
 * @param status of the final answer, 0 while there is none
 * @param fields lines {@code name: value} of the final answer, pseudo-fields included
 * @param ended whether the server ended the stream cleanly
 * @param resetCode error code of RST_STREAM, -1 without one
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares answers
public record H2Response(
        int status,
        List<Integer> interim,
        List<String> fields,
        byte[] body,
        List<String> trailers,
        boolean ended,
        int resetCode) {

    /** First value of {@code name} (lower case), or an empty string. */
    public String header(String name) {
        return fields.stream()
                .filter(field -> field.startsWith(name + ": "))
                .map(field -> field.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public boolean over() {
        return ended || resetCode >= 0;
    }
}
