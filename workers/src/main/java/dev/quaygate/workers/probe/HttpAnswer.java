package dev.quaygate.workers.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * As much of an HTTP/1 answer as a probe needs: its final status and where it ends. Fed with bytes
 * as they come; keeps at most a head. Pure.
 */
final class HttpAnswer {
    private static final int MAX_HEAD = 32 * 1024;

    /** A body longer than this is not waited for: the status has said it all. */
    private static final int MAX_BODY = 64 * 1024;

    private static final String LAST_CHUNK = "0\r\n\r\n";

    private enum Framing {
        LENGTH,
        CHUNKED,
        CONNECTION
    }

    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private Framing framing = Framing.CONNECTION;
    private int status; // 0 until the head of the final answer is whole
    private long length;
    private long received;
    private boolean broken;

    void add(ByteBuffer bytes) {
        String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
        if (status != 0) {
            body(text);
            return;
        }
        head.append(text);
        int end = head.indexOf("\r\n\r\n");
        while (status == 0 && end >= 0) {
            String whole = head.substring(0, end);
            head.delete(0, end + 4);
            read(whole);
            end = head.indexOf("\r\n\r\n");
        }
        if (status != 0) {
            body(head.toString());
        } else if (head.length() > MAX_HEAD) {
            broken = true;
        }
    }

    /** The final status; 0 if there is none (yet). */
    int status() {
        return status;
    }

    boolean empty() {
        return head.isEmpty() && !broken;
    }

    /** Whether nothing more is to be waited for. */
    boolean complete() {
        if (broken) {
            return true;
        }
        if (status == 0) {
            return false;
        }
        return received >= MAX_BODY
                || switch (framing) {
                    case LENGTH -> received >= length;
                    case CHUNKED -> tail.toString().equals(LAST_CHUNK);
                    case CONNECTION -> false;
                };
    }

    /** Whether the end of the connection is the end of the answer. */
    boolean endsWithConnection() {
        return framing == Framing.CONNECTION;
    }

    private void read(String whole) {
        String[] lines = whole.split("\r\n");
        String[] first = lines[0].split(" ", 3);
        if (!first[0].startsWith("HTTP/1.")
                || first.length < 2
                || !first[1].matches("[1-5]\\d\\d")) {
            broken = true;
            return;
        }
        int code = Integer.parseInt(first[1]);
        if (code < 200) {
            return; // 100 or 103: the final answer follows
        }
        for (int i = 1; i < lines.length; i++) {
            field(lines[i].toLowerCase(Locale.ROOT));
        }
        if (code == 204 || code == 304) {
            framing = Framing.LENGTH;
            length = 0;
        }
        status = code;
    }

    private void field(String line) {
        int colon = line.indexOf(':');
        String value = line.substring(colon + 1).strip();
        if (line.startsWith("transfer-encoding:") && value.endsWith("chunked")) {
            framing = Framing.CHUNKED;
        } else if (line.startsWith("content-length:")
                && framing != Framing.CHUNKED
                && value.matches("\\d{1,18}")) {
            framing = Framing.LENGTH;
            length = Long.parseLong(value);
        }
    }

    private void body(String text) {
        received += text.length();
        tail.append(text);
        tail.delete(0, Math.max(0, tail.length() - LAST_CHUNK.length()));
    }
}
