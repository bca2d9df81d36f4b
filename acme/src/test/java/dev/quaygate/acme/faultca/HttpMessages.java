package dev.quaygate.acme.faultca;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.store.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The little of HTTP/1.1 that an authority needs. */
final class HttpMessages {
    private static final int LONGEST_HEAD = 64 * 1024;

    private HttpMessages() {}

    /** A request; header names are in lower case. */
    record Request(String method, String path, Map<String, String> headers, byte[] body) {
        @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /** An answer; header names as they are sent. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        static Answer json(int status, JsonObject json) {
            return of(status, "application/json", json.toBytes());
        }

        static Answer of(int status, String type, byte[] body) {
            var headers = new LinkedHashMap<String, String>();
            headers.put("Content-Type", type);
            return new Answer(status, headers, body);
        }

        Answer with(String name, @Nullable String value) {
            var changed = new LinkedHashMap<>(headers);
            if (value == null) {
                changed.remove(name);
            } else {
                changed.put(name, value);
            }
            return new Answer(status, changed, body);
        }

        byte[] head(long length) {
            var head = new StringBuilder("HTTP/1.1 ").append(status).append(" x\r\n");
            headers.forEach(
                    (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            head.append("Content-Length: ").append(length).append("\r\n");
            head.append("Connection: close\r\n\r\n");
            return head.toString().getBytes(UTF_8);
        }
    }

    static Request read(InputStream in) throws IOException {
        String[] lines = head(in).split("\r\n");
        String[] start = lines[0].split(" ");
        var headers = new LinkedHashMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(start[0], start[1], headers, in.readNBytes(length));
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0 || head.size() > LONGEST_HEAD) {
                throw new EOFException("no request");
            }
            head.write(next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(ISO_8859_1);
    }
}
