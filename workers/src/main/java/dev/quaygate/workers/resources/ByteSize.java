package dev.quaygate.workers.resources;

import java.util.Locale;

/** Sizes as people read them. */
public final class ByteSize {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private ByteSize() {}

    /**
     * In the largest unit that leaves at least 1, with one digit after the point if it is not 0.
     */
    public static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        // What would be shown as 1024 of a unit is 1 of the next.
        while (Math.round(value * 10) >= 10_240 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String number = String.format(Locale.ROOT, "%.1f", value);
        return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
                + ' '
                + UNITS[unit];
    }
}
