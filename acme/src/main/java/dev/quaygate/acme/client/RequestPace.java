package dev.quaygate.acme.client;

import java.util.concurrent.TimeUnit;

/**
 * Keeps requests to one authority below a rate: in no second more than so many begin. Any thread.
 */
final class RequestPace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long[] begun; // ring of the last beginnings, System.nanoTime
    private int next;

    /** Takes the number of requests that may begin within a second, at least 1. */
    RequestPace(int perSecond) {
        begun = new long[perSecond];
        java.util.Arrays.fill(begun, System.nanoTime() - SECOND);
    }

    /** Returns when the next request may begin. */
    void await() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(reserve(System.nanoTime()));
    }

    /** Reserves the next beginning; gives the time until it, 0 for at once. */
    synchronized long reserve(long now) {
        long at = Math.max(now, begun[next] + SECOND);
        begun[next] = at;
        next = (next + 1) % begun.length;
        return at - now;
    }
}
