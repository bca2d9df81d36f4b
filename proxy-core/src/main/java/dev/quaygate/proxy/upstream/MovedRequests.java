package dev.quaygate.proxy.upstream;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How many requests that an endpoint broke off may still go to others beside the retry budget: as
 * many as it had in flight when it broke the first one off, once within ten seconds. So the death
 * of one worker costs no request that can be repeated, and a worker that breaks off everything sent
 * to it soon stops being repeated. Cells of the loops; loop thread only.
 */
final class MovedRequests {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

    private final int[] left;
    private final long[] since;

    MovedRequests(int loops) {
        left = new int[loops];
        since = new long[loops];
        Arrays.fill(left, -1);
    }

    boolean take(int loop, int inFlight, long nowNanos) {
        if (left[loop] < 0 || nowNanos - since[loop] >= WINDOW) {
            left[loop] = inFlight;
            since[loop] = nowNanos;
        }
        if (left[loop] == 0) {
            return false;
        }
        left[loop]--;
        return true;
    }
}
