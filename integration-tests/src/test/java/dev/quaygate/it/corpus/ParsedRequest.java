package dev.quaygate.it.corpus;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One request as a strict reader of RFC 9112 understands it.
 *
 * @param fields field lines in order; values without surrounding blanks, bytes as ISO 8859-1
 * @param body decoded body
 * @param trailers trailer lines of a chunked body
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares these records
public record ParsedRequest(
        String method,
        String target,
        String version,
        List<Field> fields,
        byte[] body,
        List<Field> trailers) {

    /** A field line; the name keeps its spelling. */
    public record Field(String name, String value) {
        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    /** All values of {@code name}, whatever its case. */
    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    public String bodyText() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    public String requestLine() {
        return method + " " + target;
    }

    /**
     * Request line, fields and trailers as text, one a line: what a case's patterns are searched
     * in.
     */
    public String headText() {
        var text = new StringBuilder(requestLine()).append(' ').append(version).append('\n');
        fields.forEach(field -> text.append(field).append('\n'));
        trailers.forEach(field -> text.append("trailer ").append(field).append('\n'));
        return text.toString();
    }
}
