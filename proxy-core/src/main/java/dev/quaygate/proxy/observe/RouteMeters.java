package dev.quaygate.proxy.observe;

/**
 * Counters of one route: written by event loops into cells of their own, summed when read. {@link
 * #record} on the loop with that index only; reading from any thread.
 */
public final class RouteMeters {
    private static final int STRIDE = 32; // four cache lines a loop, so that loops do not share one

    private static final int BYTES_IN = 6;
    private static final int BYTES_OUT = 7;
    private static final int NANOS = 8;

    private final long[] cells;
    private final int loops;

    public RouteMeters(int loops) {
        this.loops = loops;
        this.cells = new long[(loops + 1) * STRIDE];
    }

    /** Counts one exchange. */
    public void record(int loop, int status, long nanos, long bytesIn, long bytesOut) {
        int base = (loop + 1) * STRIDE;
        int classOf = status / 100;
        cells[base + (classOf >= 1 && classOf <= 5 ? classOf : 0)]++;
        cells[base + BYTES_IN] += bytesIn;
        cells[base + BYTES_OUT] += bytesOut;
        cells[base + NANOS] += nanos;
    }

    /** Exchanges with a status of this class (1 to 5), or without a status (0). */
    public long requests(int statusClass) {
        return sum(statusClass);
    }

    public long bytesIn() {
        return sum(BYTES_IN);
    }

    public long bytesOut() {
        return sum(BYTES_OUT);
    }

    /** Total time of all exchanges. */
    public long nanos() {
        return sum(NANOS);
    }

    private long sum(int cell) {
        long sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            sum += cells[(loop + 1) * STRIDE + cell];
        }
        return sum;
    }
}
