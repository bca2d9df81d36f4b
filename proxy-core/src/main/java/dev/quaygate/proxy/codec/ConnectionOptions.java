package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;

/**
 * Reads the Connection field (RFC 9110 §7.6.1) of either direction: drops the fields it names and
 * tells which options it holds.
 */
public final class ConnectionOptions {
    /** {@code close} was among the options. */
    public static final int CLOSE = 1;

    public static final int KEEP_ALIVE = 2;
    public static final int UPGRADE = 4;

    /** An option is no token, or there are too many. */
    public static final int MALFORMED = 8;

    /** A field was named that no peer may have removed. */
    public static final int PROTECTED = 16;

    private static final int MAX_OPTIONS = 64;
    private static final byte[] CLOSE_OPTION = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE_OPTION = Ascii.bytes("keep-alive");
    private static final byte[] UPGRADE_OPTION = Ascii.bytes("upgrade");

    private ConnectionOptions() {}

    /** Reads the line {@code field}; returns a set of the constants above. */
    public static int read(FieldBlock head, int field) {
        byte[] bytes = head.bytes;
        int at = head.valueStart(field);
        int end = head.valueEnd(field);
        int found = 0;
        int options = 0;
        while (at < end) {
            byte b = bytes[at];
            if (b == ',' || ByteClass.isBlank(b)) {
                at++;
                continue;
            }
            int start = at;
            while (at < end && ByteClass.isToken(bytes[at])) {
                at++;
            }
            int stop = at;
            while (at < end && ByteClass.isBlank(bytes[at])) {
                at++;
            }
            if (stop == start || at < end && bytes[at] != ',' || ++options > MAX_OPTIONS) {
                return found | MALFORMED;
            }
            found |= option(head, start, stop);
        }
        return found;
    }

    /**
     * Whether the line {@code field} names one of {@code lowerNames}. The line was read before, so
     * its grammar is known.
     */
    static boolean names(FieldBlock head, int field, byte[][] lowerNames) {
        byte[] bytes = head.bytes;
        int end = head.valueEnd(field);
        int at = head.valueStart(field);
        while (at < end) {
            int start = at;
            while (at < end && ByteClass.isToken(bytes[at])) {
                at++;
            }
            for (byte[] name : lowerNames) {
                if (FieldName.equalsFolded(bytes, start, at, name)) {
                    return true;
                }
            }
            at++;
        }
        return false;
    }

    private static int option(FieldBlock head, int start, int end) {
        byte[] bytes = head.bytes;
        if (FieldName.equalsFolded(bytes, start, end, CLOSE_OPTION)) {
            return CLOSE;
        }
        if (FieldName.equalsFolded(bytes, start, end, KEEP_ALIVE_OPTION)) {
            return KEEP_ALIVE;
        }
        if (FieldName.equalsFolded(bytes, start, end, UPGRADE_OPTION)) {
            return UPGRADE;
        }
        if (isProtected(FieldName.id(bytes, start, end))) {
            return PROTECTED;
        }
        dropNamed(head, start, end);
        return 0;
    }

    private static boolean isProtected(byte id) {
        return switch (id) {
            case FieldName.HOST,
                    FieldName.CONTENT_LENGTH,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.COOKIE,
                    FieldName.SET_COOKIE,
                    FieldName.AUTHORIZATION,
                    FieldName.FORWARDED,
                    FieldName.X_FORWARDED_FOR,
                    FieldName.X_FORWARDED_PROTO,
                    FieldName.X_FORWARDED_HOST,
                    FieldName.X_FORWARDED_PORT,
                    FieldName.CLAIMS_ORIGIN,
                    FieldName.X_REQUEST_ID ->
                    true;
            default -> false;
        };
    }

    private static void dropNamed(FieldBlock head, int start, int end) {
        for (int i = 0, count = head.count(); i < count; i++) {
            int nameStart = head.nameStart(i);
            if (head.nameEnd(i) - nameStart == end - start
                    && equalsFolded(head.bytes, nameStart, start, end - start)) {
                head.drop(i);
            }
        }
    }

    private static boolean equalsFolded(byte[] bytes, int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(bytes[one + i]) != Ascii.lower(bytes[other + i])) {
                return false;
            }
        }
        return true;
    }
}
