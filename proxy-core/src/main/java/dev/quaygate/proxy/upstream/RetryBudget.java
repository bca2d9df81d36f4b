package dev.quaygate.proxy.upstream;

/**
 * Retries as a share of the requests of the last ten seconds, per event loop: a pool that fails as
 * a whole gets little more load than without retries. Ten within these seconds are always allowed,
 * so that quiet pools retry at all and a dead endpoint is ejected before a client sees it.
 */
final class RetryBudget {
    private static final int SECONDS = 10;
    private static final int ALWAYS = 10;

    private final Window[] windows;

    RetryBudget(int loops) {
        windows = new Window[loops];
        for (int loop = 0; loop < loops; loop++) {
            windows[loop] = new Window();
        }
    }

    void requested(int loop, long nowNanos) {
        windows[loop].at(nowNanos).request();
    }

    boolean take(int loop, long nowNanos, int percent) {
        return windows[loop].at(nowNanos).retry(percent);
    }

    /** Counts per second of one loop. */
    private static final class Window {
        private final int[] requests = new int[SECONDS];
        private final int[] retries = new int[SECONDS];
        private long requestSum;
        private long retrySum;
        private long second = Long.MIN_VALUE;
        private int slot;

        Window at(long nowNanos) {
            long now = Math.floorDiv(nowNanos, 1_000_000_000L);
            if (now != second) {
                forget(now);
            }
            return this;
        }

        private void forget(long now) {
            long first = Math.max(second + 1, now - SECONDS + 1);
            for (long s = first; s <= now; s++) {
                int old = (int) Math.floorMod(s, (long) SECONDS);
                requestSum -= requests[old];
                retrySum -= retries[old];
                requests[old] = 0;
                retries[old] = 0;
            }
            second = now;
            slot = (int) Math.floorMod(now, (long) SECONDS);
        }

        void request() {
            requests[slot]++;
            requestSum++;
        }

        boolean retry(int percent) {
            boolean allowed = retrySum < ALWAYS || (retrySum + 1) * 100 <= requestSum * percent;
            if (allowed) {
                retries[slot]++;
                retrySum++;
            }
            return allowed;
        }
    }
}
