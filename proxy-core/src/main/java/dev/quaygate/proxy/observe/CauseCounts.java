package dev.quaygate.proxy.observe;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One count per cause in cells of the loops, summed when read. {@link #count(int, Cause)} on the
 * loop with that index only; reading from any thread.
 */
@SuppressWarnings("EnumOrdinal") // an index into cells that never leave the process
public final class CauseCounts {
    private static final int CAUSES = Cause.values().length;

    private final long[] @Nullable [] cells;

    public CauseCounts(int loops) {
        cells = new long[loops][];
    }

    /** Counts one. */
    public void count(int loop, Cause cause) {
        long[] mine = cells[loop];
        if (mine == null) {
            mine = new long[CAUSES];
            cells[loop] = mine;
        }
        mine[cause.ordinal()]++;
    }

    /** Adds all counts of another one to those of loop 0. */
    void add(CauseCounts other) {
        long[] mine = cells[0];
        if (mine == null) {
            mine = new long[CAUSES];
            cells[0] = mine;
        }
        for (Cause cause : Cause.values()) {
            mine[cause.ordinal()] += other.of(cause);
        }
    }

    /** So far. */
    public long of(Cause cause) {
        long sum = 0;
        for (long[] loop : cells) {
            sum += loop == null ? 0 : loop[cause.ordinal()];
        }
        return sum;
    }

    /** Every cause that came at least once. */
    public Map<Cause, Long> all() {
        var all = new EnumMap<Cause, Long>(Cause.class);
        for (Cause cause : Cause.values()) {
            long count = of(cause);
            if (count > 0) {
                all.put(cause, count);
            }
        }
        return all;
    }
}
