package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;

/**
 * Splits a target into path and query and reads the path twice: as routing does (normal) and as the
 * laxest endpoint might (liberal), see RFC 3986 §6.2.2 and §5.2.4. A path in which any reading
 * finds a dot segment is refused. What goes out is always the path as it came.
 */
final class PathReadings {
    static final int FINE = 0;
    static final int BAD_BYTE = 1;
    static final int BAD_ESCAPE = 2;
    static final int DOT_SEGMENT = 3;

    private static final byte PLAIN = 0;
    private static final byte SLASH = 1;
    private static final byte ODD = 2;
    private static final byte QUERY = 3;
    private static final byte ILLEGAL = 4;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            CLASSES[c] = ByteClass.isTarget((byte) c) ? PLAIN : ILLEGAL;
        }
        for (byte c : Ascii.bytes("\"<>\\^`{}")) {
            CLASSES[c] = ILLEGAL;
        }
        CLASSES['/'] = SLASH;
        CLASSES['?'] = QUERY;
        CLASSES['%'] = ODD;
        CLASSES[';'] = ODD;
    }

    private PathReadings() {}

    /**
     * Sets path, query, normal and liberal positions from {@code head.bytes[start, targetEnd)},
     * which is empty or begins with a slash or question mark.
     *
     * @return {@link #FINE} or what is wrong
     */
    static int read(RequestHead head, int start) {
        byte[] bytes = head.bytes;
        int end = head.targetEnd;
        boolean odd = false;
        int at = start;
        scan:
        for (; at < end; at++) {
            switch (CLASSES[bytes[at] & 0xff]) {
                case SLASH -> odd |= at + 1 < end && isSlashOrDot(bytes[at + 1]);
                case ODD -> odd = true;
                case QUERY -> {
                    break scan;
                }
                case ILLEGAL -> {
                    return BAD_BYTE;
                }
                default -> {}
            }
        }
        head.pathStart = start;
        head.pathEnd = at;
        head.queryStart = at;
        head.queryEnd = end;
        head.normalStart = head.liberalStart = start;
        head.normalEnd = head.liberalEnd = at;
        if (at == start) {
            root(head);
            return FINE;
        }
        return odd ? readTwice(head) : FINE;
    }

    private static boolean isSlashOrDot(byte b) {
        return b == '/' || b == '.';
    }

    private static void root(RequestHead head) {
        head.ensure(head.length + 1);
        head.bytes[head.length] = '/';
        head.normalStart = head.liberalStart = head.length;
        head.normalEnd = head.liberalEnd = ++head.length;
    }

    private static int readTwice(RequestHead head) {
        int size = head.pathEnd - head.pathStart;
        head.ensure(head.length + 2 * size);
        int normalEnd = normal(head, head.length);
        if (normalEnd < 0) {
            return BAD_ESCAPE;
        }
        if (!isEqual(head, head.pathStart, head.pathEnd, head.length, normalEnd)) {
            head.normalStart = head.length;
            head.normalEnd = head.length = normalEnd;
        }
        int liberalEnd = liberal(head, head.length);
        if (liberalEnd < 0) {
            return DOT_SEGMENT;
        }
        head.liberalStart = head.normalStart;
        head.liberalEnd = head.normalEnd;
        if (!isEqual(head, head.normalStart, head.normalEnd, head.length, liberalEnd)) {
            head.liberalStart = head.length;
            head.liberalEnd = head.length = liberalEnd;
        }
        return FINE;
    }

    /** Writes the normal reading at {@code out}; returns its end, or -1 for a bad escape. */
    private static int normal(RequestHead head, int start) {
        byte[] bytes = head.bytes;
        int out = start;
        for (int at = head.pathStart; at < head.pathEnd; at++) {
            byte b = bytes[at];
            if (b == '/' && out > start && bytes[out - 1] == '/') {
                continue;
            }
            if (b != '%') {
                bytes[out++] = b;
                continue;
            }
            int value = escape(bytes, at, head.pathEnd);
            if (value < 0) {
                return -1;
            }
            at += 2;
            if (ByteClass.isUnreserved((byte) value)) {
                bytes[out++] = (byte) value;
                continue;
            }
            bytes[out++] = '%';
            bytes[out++] = upper(bytes[at - 1]);
            bytes[out++] = upper(bytes[at]);
        }
        return out;
    }

    /** Writes the liberal reading at {@code out}; returns its end, or -1 for a dot segment. */
    private static int liberal(RequestHead head, int start) {
        byte[] bytes = head.bytes;
        int out = start;
        int segment = start;
        boolean parameter = false;
        for (int at = head.pathStart; at < head.pathEnd; at++) {
            byte b = bytes[at];
            if (b == '%') {
                b = (byte) escape(bytes, at, head.pathEnd);
                at += 2;
            }
            if (b == '/' || b == '\\') {
                if (isDotSegment(bytes, segment, out)) {
                    return -1;
                }
                if (out == start || bytes[out - 1] != '/') {
                    bytes[out++] = '/';
                }
                segment = out;
                parameter = false;
            } else if (b == ';') {
                parameter = true;
            } else if (!parameter) {
                bytes[out++] = b;
            }
        }
        return isDotSegment(bytes, segment, out) ? -1 : out;
    }

    /** Value of the escape at {@code at}, or -1 if it is malformed or a control. */
    private static int escape(byte[] bytes, int at, int end) {
        if (at + 3 > end || !ByteClass.isHex(bytes[at + 1]) || !ByteClass.isHex(bytes[at + 2])) {
            return -1;
        }
        int value = ByteClass.hexValue(bytes[at + 1]) << 4 | ByteClass.hexValue(bytes[at + 2]);
        return value < ' ' || value == 0x7f ? -1 : value;
    }

    private static boolean isDotSegment(byte[] bytes, int start, int end) {
        int length = end - start;
        return length == 1 && bytes[start] == '.'
                || length == 2 && bytes[start] == '.' && bytes[start + 1] == '.';
    }

    private static byte upper(byte b) {
        return b >= 'a' && b <= 'f' ? (byte) (b - 32) : b;
    }

    private static boolean isEqual(RequestHead head, int start, int end, int other, int otherEnd) {
        return Arrays.equals(head.bytes, start, end, head.bytes, other, otherEnd);
    }
}
