package dev.quaygate.acme.client;

import java.util.Arrays;

/**
 * A value in DER (X.690) whose parts are read one after the other, without a tree of them. One
 * thread.
 */
final class Der {
    private static final int NOTHING = -1;

    private final byte[] bytes;
    private final int start;
    private final int content;
    private final int end;
    private int next;

    private Der(byte[] bytes, int start, int content, int end) {
        this.bytes = bytes;
        this.start = start;
        this.content = content;
        this.end = end;
        this.next = content;
    }

    /**
     * The value that all the bytes are.
     *
     * @throws IllegalArgumentException if it is of another kind, or shorter or longer
     */
    static Der of(byte[] bytes, int tag) {
        Der whole = at(bytes, 0, bytes.length, tag);
        if (whole.end != bytes.length) {
            throw new IllegalArgumentException("something follows");
        }
        return whole;
    }

    /** The kind of the next part, -1 at the end. */
    int peek() {
        return next < end ? bytes[next] & 0xff : NOTHING;
    }

    /**
     * The next part.
     *
     * @throws IllegalArgumentException if it is of another kind or longer than this
     */
    Der next(int tag) {
        Der part = at(bytes, next, end, tag);
        next = part.end;
        return part;
    }

    /** With tag and length. */
    byte[] whole() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    byte[] content() {
        return Arrays.copyOfRange(bytes, content, end);
    }

    private static Der at(byte[] bytes, int start, int limit, int tag) {
        if (start + 2 > limit || (bytes[start] & 0xff) != tag) {
            throw new IllegalArgumentException("another kind of value at " + start);
        }
        int first = bytes[start + 1] & 0xff;
        int content = start + 2;
        long length = first;
        if (first >= 0x80) {
            int octets = first - 0x80;
            if (octets < 1 || octets > 4 || content + octets > limit) {
                throw new IllegalArgumentException("a length that makes no sense at " + start);
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | bytes[content + i] & 0xff;
            }
            content += octets;
        }
        if (length > limit - content) {
            throw new IllegalArgumentException("a value that is too long at " + start);
        }
        return new Der(bytes, start, content, content + (int) length);
    }
}
