package dev.quaygate.proxy.observe;

/**
 * Log-linear buckets in decimal: nine between each power of ten from 0.1 ms to 100 s, so that every
 * bound is a figure people use and an error is at most half a leading digit.
 */
final class LatencyBuckets {
    private static final int DECADES = 6;
    private static final long SMALLEST = 100_000;

    /** Buckets with an upper bound; one more takes what is longer than all. */
    static final int BOUNDED = DECADES * 9 + 1;

    static final int COUNT = BOUNDED + 1;

    private LatencyBuckets() {}

    /** The bucket whose upper bound is the first that is not below {@code nanos}. */
    static int of(long nanos) {
        long unit = SMALLEST;
        for (int decade = 0; decade < DECADES; decade++) {
            if (nanos <= unit * 10) {
                long steps = nanos <= unit ? 1 : (nanos + unit - 1) / unit;
                return decade * 9 + (int) steps - 1;
            }
            unit *= 10;
        }
        return BOUNDED;
    }

    /** Upper bound of a bucket below {@link #BOUNDED}, in nanoseconds. */
    static long bound(int bucket) {
        long unit = SMALLEST;
        for (int decade = 0; decade < bucket / 9; decade++) {
            unit *= 10;
        }
        return unit * (bucket % 9 + 1);
    }

    /** Whether metrics show this bound: 1, 2 and 5 of each decade. */
    static boolean isShown(int bucket) {
        int digit = bucket % 9 + 1;
        return digit == 1 || digit == 2 || digit == 5;
    }
}
