package dev.quaygate.proxy.codec;

/**
 * Strict reader of one field line (RFC 9112 §5): heads of both directions and trailers share it, so
 * they cannot differ. Refuses obs-fold, blanks before the colon, bare CR or LF and controls.
 */
final class FieldLine {
    /** More bytes are needed. */
    static final int INCOMPLETE = 0;

    /** The line is the empty one that ends the section. */
    static final int BLANK_LINE = -1;

    static final int BAD_LINE_END = -2;
    static final int BAD_NAME = -3;
    static final int BAD_VALUE = -4;
    static final int FOLDED = -5;
    static final int NAME_TOO_LONG = -6;

    static final int MAX_NAME = 256;

    private FieldLine() {}

    /**
     * Reads the line at {@code at} and notes its field.
     *
     * @return index of the next line, or one of the constants
     */
    static int read(FieldBlock block, int at, int end) {
        if (at == end) {
            return INCOMPLETE;
        }
        byte[] bytes = block.bytes;
        int colon = at;
        while (colon < end && ByteClass.isToken(bytes[colon])) {
            colon++;
        }
        if (colon - at > MAX_NAME) {
            return NAME_TOO_LONG;
        }
        if (colon == end) {
            return INCOMPLETE;
        }
        if (bytes[colon] != ':' || colon == at) {
            return notAField(bytes, at, colon, end);
        }
        return value(block, at, colon, end);
    }

    private static int value(FieldBlock block, int at, int colon, int end) {
        byte[] bytes = block.bytes;
        int start = colon + 1;
        while (start < end && ByteClass.isBlank(bytes[start])) {
            start++;
        }
        int stop = ByteClass.findControl(bytes, start, end);
        if (stop == end) {
            return INCOMPLETE;
        }
        if (bytes[stop] != '\r') {
            return bytes[stop] == '\n' ? BAD_LINE_END : BAD_VALUE;
        }
        if (stop + 1 == end) {
            return INCOMPLETE;
        }
        if (bytes[stop + 1] != '\n') {
            return BAD_LINE_END;
        }
        int valueEnd = stop;
        while (valueEnd > start && ByteClass.isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        block.note(FieldName.id(bytes, at, colon), at, colon, start, valueEnd);
        return stop + 2;
    }

    private static int notAField(byte[] bytes, int at, int stop, int end) {
        byte b = bytes[stop];
        if (stop > at) {
            return b == '\n' || b == '\r' && stop + 1 < end && bytes[stop + 1] != '\n'
                    ? BAD_LINE_END
                    : BAD_NAME;
        }
        if (b == '\r') {
            if (at + 1 == end) {
                return INCOMPLETE;
            }
            return bytes[at + 1] == '\n' ? BLANK_LINE : BAD_LINE_END;
        }
        if (b == '\n') {
            return BAD_LINE_END;
        }
        return ByteClass.isBlank(b) ? FOLDED : BAD_NAME;
    }
}
