package dev.quaygate.proxy.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Reads the status of an HTTP/1 response and nothing behind its head. Strict: the head is at most
 * 16 KiB, its lines end with CR LF, the status line follows RFC 9112 §4. Interim answers are
 * skipped, three at most.
 */
final class StatusReader {
    /** The peer closed before the head was complete. */
    static final int CLOSED = -1;

    static final int MALFORMED = -2;

    private static final int LARGEST_HEAD = 16 << 10;
    private static final int MOST_INTERIM = 3;
    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( [\\t\\x20-\\x7e\\x80-\\xff]*)?");

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST_HEAD);

    StatusReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** The final status, {@link #CLOSED} or {@link #MALFORMED}. */
    int read() throws IOException {
        int start = 0;
        int interim = 0;
        while (true) {
            int end = headEnd(start);
            if (end < 0) {
                if (!buffer.hasRemaining()) {
                    return MALFORMED;
                }
                if (channel.read(buffer) < 0) {
                    return CLOSED;
                }
                continue;
            }
            int status = status(start, end);
            if (status == MALFORMED || status >= 200) {
                return status;
            }
            if (++interim > MOST_INTERIM || status == 101) {
                return MALFORMED;
            }
            start = end;
        }
    }

    /** Index behind the empty line, or -1. */
    private int headEnd(int start) {
        byte[] bytes = buffer.array();
        for (int i = start + 3; i < buffer.position(); i++) {
            if (bytes[i] == '\n'
                    && bytes[i - 1] == '\r'
                    && bytes[i - 2] == '\n'
                    && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private int status(int start, int end) {
        String head = new String(buffer.array(), start, end - start, StandardCharsets.ISO_8859_1);
        var line = STATUS_LINE.matcher(head.substring(0, head.indexOf("\r\n")));
        return line.matches() ? Integer.parseInt(line.group(1)) : MALFORMED;
    }
}
