package dev.quaygate.proxy.observe;

import org.jspecify.annotations.Nullable;

/**
 * A histogram of durations in cells of the loops, summed when read. A loop's cells come with its
 * first value. {@link #record} on the loop with that index only; reading from any thread.
 */
public final class LatencyHistogram {
    private static final int NANOS = LatencyBuckets.COUNT;

    private final long[] @Nullable [] cells;

    public LatencyHistogram(int loops) {
        cells = new long[loops][];
    }

    /** Counts one duration. */
    public void record(int loop, long nanos) {
        long[] mine = cells[loop];
        if (mine == null) {
            mine = new long[NANOS + 1];
            cells[loop] = mine;
        }
        mine[LatencyBuckets.of(nanos)]++;
        mine[NANOS] += nanos;
    }

    /** Adds all values of another one to those of loop 0. */
    void add(LatencyHistogram other) {
        long[] mine = cells[0];
        if (mine == null) {
            mine = new long[NANOS + 1];
            cells[0] = mine;
        }
        for (int bucket = 0; bucket <= NANOS; bucket++) {
            mine[bucket] += other.bucket(bucket);
        }
    }

    /** Values so far. */
    public long count() {
        long count = 0;
        for (int bucket = 0; bucket < LatencyBuckets.COUNT; bucket++) {
            count += bucket(bucket);
        }
        return count;
    }

    /** Sum of all values in nanoseconds. */
    public long nanos() {
        return bucket(NANOS);
    }

    long bucket(int bucket) {
        long sum = 0;
        for (long[] loop : cells) {
            sum += loop == null ? 0 : loop[bucket];
        }
        return sum;
    }
}
