package dev.quaygate.app.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads HTTP/1.1 requests (RFC 9112), a strict and small part of them: one way to write each thing,
 * no transfer codings, no field twice. Blocks.
 */
final class RequestReader {
    private static final int HEAD = 16 << 10;
    private static final int FIELDS = 64;
    private static final Pattern LINE =
            Pattern.compile("([A-Z]{1,16}) ([!-~]{1,8000}) HTTP/1\\.([01])");
    private static final Pattern FIELD =
            Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \\t]*([\\t -~\\x80-\\xff]*?)[ \\t]*");

    private final InputStream in;

    RequestReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next head, with an empty body.
     *
     * @return empty at the end of the connection
     * @throws Refusal if it is malformed; the connection cannot be used any more
     */
    Optional<AdminRequest> head() throws IOException, Refusal {
        Optional<String> text = headText();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = text.get().split("\r\n", -1);
        var line = LINE.matcher(lines[0]);
        if (!line.matches()) {
            throw Refusal.malformed(400, "the request line is not of HTTP/1.1");
        }
        if (line.group(3).equals("0")) {
            throw Refusal.malformed(505, "only HTTP/1.1 is spoken here");
        }
        return Optional.of(
                new AdminRequest(
                        line.group(1),
                        line.group(2),
                        AdminTarget.path(line.group(2)),
                        AdminTarget.query(line.group(2)),
                        fields(lines),
                        new byte[0]));
    }

    /** Length of the body that a head announces. */
    static int length(AdminRequest head, int most) throws Refusal {
        if (head.field("transfer-encoding").isPresent()) {
            throw Refusal.malformed(411, "a body needs a Content-Length");
        }
        String text = head.field("content-length").orElse("0");
        if (!text.matches("[0-9]{1,10}")) {
            throw Refusal.malformed(400, "Content-Length is not a number");
        }
        long length = Long.parseLong(text);
        if (length > most) {
            throw Refusal.malformed(413, "the body is longer than " + most + " bytes");
        }
        return (int) length;
    }

    byte[] body(int length) throws IOException, Refusal {
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw Refusal.malformed(400, "the body ends early");
        }
        return body;
    }

    private static Map<String, String> fields(String[] lines) throws Refusal {
        if (lines.length > FIELDS + 1) {
            throw Refusal.malformed(431, "too many fields");
        }
        var fields = new HashMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            var field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                throw Refusal.malformed(400, "a header field is malformed");
            }
            String name = field.group(1).toLowerCase(java.util.Locale.ROOT);
            if (fields.put(name, field.group(2)) != null) {
                throw Refusal.malformed(400, "a header field comes twice");
            }
        }
        return fields;
    }

    private Optional<String> headText() throws IOException, Refusal {
        var bytes = new byte[HEAD];
        int length = 0;
        while (!endsHead(bytes, length)) {
            int next = in.read();
            if (next < 0) {
                if (length == 0) {
                    return Optional.empty();
                }
                throw Refusal.malformed(400, "the head ends early");
            }
            if (length == HEAD) {
                throw Refusal.malformed(431, "the head is longer than " + HEAD + " bytes");
            }
            bytes[length++] = (byte) next;
        }
        return Optional.of(new String(bytes, 0, length - 4, StandardCharsets.ISO_8859_1));
    }

    private static boolean endsHead(byte[] bytes, int length) {
        return length >= 4
                && bytes[length - 1] == '\n'
                && bytes[length - 2] == '\r'
                && bytes[length - 3] == '\n'
                && bytes[length - 4] == '\r';
    }
}
