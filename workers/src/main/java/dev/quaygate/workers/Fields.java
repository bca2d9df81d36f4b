package dev.quaygate.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** One line of a state file: {@code key=value} with blanks between, values percent-encoded. */
final class Fields {
    private final Map<String, String> values = new LinkedHashMap<>();

    static Fields parse(String line) {
        var fields = new Fields();
        for (String word : line.strip().split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                fields.put(
                        word.substring(0, equals),
                        URLDecoder.decode(word.substring(equals + 1), UTF_8));
            }
        }
        return fields;
    }

    Fields put(String key, Object value) {
        values.put(key, value.toString());
        return this;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no field '" + key + "'");
        }
        return value;
    }

    long number(String key) {
        return Long.parseLong(text(key));
    }

    Instant instant(String key) {
        return Instant.parse(text(key));
    }

    Path path(String key) {
        return Path.of(text(key));
    }

    @Override
    public String toString() {
        var line = new StringBuilder();
        values.forEach((key, value) ->
                line.append(line.isEmpty() ? "" : " ")
                        .append(key)
                        .append('=')
                        .append(URLEncoder.encode(value, UTF_8)));
        return line.toString();
    }
}
