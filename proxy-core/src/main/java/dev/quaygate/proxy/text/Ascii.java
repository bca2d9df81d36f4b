package dev.quaygate.proxy.text;

import java.nio.charset.StandardCharsets;

/** Byte-wise ASCII work on heads. Any thread. */
public final class Ascii {
    private Ascii() {}

    public static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }

    public static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes as ISO 8859-1, so that nothing is lost. */
    public static String string(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes the decimal digits of a number that is not negative; returns the index after the last
     * one.
     */
    public static int decimal(byte[] into, int at, long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        int end = at + digits;
        long rest = value;
        for (int i = end - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }

    /**
     * Writes the lower-case hexadecimal digits of a number that is not negative; returns the index
     * after the last one.
     */
    public static int hex(byte[] into, int at, long value) {
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
        int end = at + digits;
        long rest = value;
        for (int i = end - 1; i >= at; i--) {
            into[i] = (byte) "0123456789abcdef".charAt((int) (rest & 15));
            rest >>>= 4;
        }
        return end;
    }
}
