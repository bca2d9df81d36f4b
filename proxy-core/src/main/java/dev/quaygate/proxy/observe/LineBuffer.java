package dev.quaygate.proxy.observe;

import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;

/**
 * Bytes of one log line. Text that clients send was read byte by byte (ISO 8859-1); what is well
 * formed UTF-8 in it is written as it is, everything that could break a line, a terminal or a
 * parser is escaped. Event loop only; reused.
 */
final class LineBuffer {
    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");

    private byte[] bytes = new byte[2048];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    LineBuffer raw(byte[] ascii) {
        ensure(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    LineBuffer raw(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    LineBuffer number(long value) {
        ensure(20);
        if (value < 0) {
            bytes[length++] = '-';
        }
        length = Ascii.decimal(bytes, length, Math.abs(value));
        return this;
    }

    /** Milliseconds with one decimal from tenths; the decimal is left out if it is zero. */
    LineBuffer tenths(long value) {
        number(value / 10);
        if (value % 10 != 0) {
            raw('.').raw((char) ('0' + value % 10));
        }
        return this;
    }

    /** Text inside a JSON string; at most {@code most} characters of it. */
    LineBuffer text(String text, int most) {
        int end = Math.min(text.length(), most);
        int i = 0;
        while (i < end) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                raw('\\').raw(c);
                i++;
            } else if (c >= 0x20 && c < 0x7f) {
                raw(c);
                i++;
            } else if (c < 0x80 || c > 0xff) {
                other(c);
                i++;
            } else {
                i = sequence(text, i);
            }
        }
        return this;
    }

    private void other(char c) {
        switch (c) {
            case '\n' -> raw('\\').raw('n');
            case '\r' -> raw('\\').raw('r');
            case '\t' -> raw('\\').raw('t');
            default -> escape(c);
        }
    }

    /** A character from 0x80 to 0xff: part of a UTF-8 sequence, or escaped alone. */
    private int sequence(String text, int at) {
        int size = Utf8.size(text, at);
        if (size == 0) {
            escape(text.charAt(at));
            return at + 1;
        }
        int point = Utf8.point(text, at, size);
        if (Utf8.isPrintable(point)) {
            for (int i = at; i < at + size; i++) {
                raw(text.charAt(i));
            }
        } else {
            escapePoint(point);
        }
        return at + size;
    }

    private void escapePoint(int point) {
        for (char unit : Character.toChars(point)) {
            escape(unit);
        }
    }

    private void escape(char c) {
        raw('\\').raw('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            raw((char) HEX[(c >> shift) & 15]);
        }
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
