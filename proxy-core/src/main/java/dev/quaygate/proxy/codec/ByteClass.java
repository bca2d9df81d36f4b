package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What a byte may be part of, by table. Any thread. */
public final class ByteClass {
    private static final byte TOKEN = 1;
    private static final byte TARGET = 2;
    private static final byte HEX = 4;
    private static final byte UNRESERVED = 8;
    private static final byte[] CLASSES = new byte[256];
    private static final byte[] HEX_VALUES = new byte[256];

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    static {
        for (int c = '0'; c <= '9'; c++) {
            CLASSES[c] |= TOKEN | HEX | UNRESERVED;
            HEX_VALUES[c] = (byte) (c - '0');
        }
        for (int c = 'a'; c <= 'z'; c++) {
            CLASSES[c] |= TOKEN | UNRESERVED;
            CLASSES[c - 32] |= TOKEN | UNRESERVED;
        }
        for (int c = 'a'; c <= 'f'; c++) {
            CLASSES[c] |= HEX;
            CLASSES[c - 32] |= HEX;
            HEX_VALUES[c] = (byte) (c - 'a' + 10);
            HEX_VALUES[c - 32] = (byte) (c - 'a' + 10);
        }
        for (byte c : Ascii.bytes("!#$%&'*+-.^_`|~")) {
            CLASSES[c] |= TOKEN;
        }
        for (byte c : Ascii.bytes("-._~")) {
            CLASSES[c] |= UNRESERVED;
        }
        for (int c = 0x21; c <= 0x7e; c++) {
            if (c != '#') {
                CLASSES[c] |= TARGET;
            }
        }
    }

    private ByteClass() {}

    /** Part of a token (RFC 9110 §5.6.2). */
    public static boolean isToken(byte b) {
        return (CLASSES[b & 0xff] & TOKEN) != 0;
    }

    /** A visible ASCII byte that may stand in a request target. */
    public static boolean isTarget(byte b) {
        return (CLASSES[b & 0xff] & TARGET) != 0;
    }

    public static boolean isHex(byte b) {
        return (CLASSES[b & 0xff] & HEX) != 0;
    }

    /** Value of a byte for which {@link #isHex} holds. */
    public static int hexValue(byte b) {
        return HEX_VALUES[b & 0xff];
    }

    /** Never needs an escape in a URI (RFC 3986 §2.3). */
    public static boolean isUnreserved(byte b) {
        return (CLASSES[b & 0xff] & UNRESERVED) != 0;
    }

    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Space or tab. */
    public static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** A byte that no field value may hold: a control other than tab, or DEL (RFC 9110 §5.5). */
    public static boolean isControl(byte b) {
        return b >= 0 && b < ' ' && b != '\t' || b == 0x7f;
    }

    /**
     * Index of the first control byte (see {@link #isControl}) in {@code bytes[at, end)}, or {@code
     * end}. Eight bytes a step: this is where most of a head is read.
     */
    public static int findControl(byte[] bytes, int at, int end) {
        int i = at;
        while (true) {
            int stop = findSuspect(bytes, i, end);
            if (stop == end || bytes[stop] != '\t') {
                return stop;
            }
            i = stop + 1;
        }
    }

    // Like findControl, but stops at tabs too.
    private static int findSuspect(byte[] bytes, int at, int end) {
        int i = at;
        for (; i + 8 <= end; i += 8) {
            long word = (long) LONGS.get(bytes, i);
            long low = (word - ONES * ' ') & ~word & HIGH;
            long del = word ^ (ONES * 0x7f);
            long suspects = low | ((del - ONES) & ~del & HIGH);
            if (suspects != 0) {
                return i + (Long.numberOfTrailingZeros(suspects) >>> 3);
            }
        }
        for (; i < end; i++) {
            byte b = bytes[i];
            if (b >= 0 && b < ' ' || b == 0x7f) {
                return i;
            }
        }
        return end;
    }
}
