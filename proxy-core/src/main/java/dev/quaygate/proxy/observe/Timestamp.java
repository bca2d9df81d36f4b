package dev.quaygate.proxy.observe;

import dev.quaygate.proxy.text.Ascii;
import java.time.Instant;

/** Instants as RFC 3339 in UTC with milliseconds; the second is kept between calls. */
final class Timestamp {
    private long second = Long.MIN_VALUE;
    private byte[] text = new byte[0];

    void write(long millis, LineBuffer into) {
        long now = Math.floorDiv(millis, 1000L);
        if (now != second) {
            second = now;
            String iso = Instant.ofEpochSecond(now).toString();
            text = Ascii.bytes(iso.substring(0, iso.length() - 1) + ".");
        }
        int rest = (int) Math.floorMod(millis, 1000L);
        into.raw(text)
                .raw((char) ('0' + rest / 100))
                .raw((char) ('0' + rest / 10 % 10))
                .raw((char) ('0' + rest % 10))
                .raw('Z');
    }
}
