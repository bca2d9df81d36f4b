package dev.quaygate.proxy.loop;

import java.util.random.RandomGenerator;

/**
 * Request ids: 48 bits of milliseconds and 80 bits of randomness in Crockford's base 32, so that
 * they sort by time. Within one millisecond the random part counts up. Event loop only.
 */
final class RequestIds {
    static final int LENGTH = 26;

    private static final byte[] ALPHABET =
            "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final RandomGenerator random;
    private long millis;
    private long high;
    private long low;

    RequestIds(RandomGenerator random) {
        this.random = random;
    }

    void next(long now, byte[] into) {
        if (now != millis) {
            millis = now;
            // 80 bits as 40 and 40; the lower half counts up from a random start far from its end.
            high = random.nextLong() & 0xff_ffff_ffffL;
            low = random.nextLong() & 0x7f_ffff_ffffL;
        } else {
            low++;
        }
        write(into, 0, 10, millis);
        write(into, 10, 8, high);
        write(into, 18, 8, low);
    }

    private static void write(byte[] into, int at, int digits, long value) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            into[i] = ALPHABET[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
