package dev.quaygate.proxy.codec;

/** Content-Length as one strict number (RFC 9112 §6.2). Any thread. */
public final class ContentLength {
    /** Not 1 to 18 digits and nothing else. */
    public static final long MALFORMED = -1;

    private static final int MAX_DIGITS = 18;

    private ContentLength() {}

    /** The number in {@code bytes[start, end)}, or {@link #MALFORMED}. */
    public static long parse(byte[] bytes, int start, int end) {
        int digits = end - start;
        if (digits < 1 || digits > MAX_DIGITS) {
            return MALFORMED;
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            if (!ByteClass.isDigit(bytes[i])) {
                return MALFORMED;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }
}
