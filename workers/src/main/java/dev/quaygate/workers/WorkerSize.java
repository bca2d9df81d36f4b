package dev.quaygate.workers;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Learns what one worker takes, for apps that set no limit. Says a number as soon as a worker that
 * is ready has settled, so that nobody waits a minute to know how many fit; takes it back for a
 * larger one as long as that minute lasts, for caches fill slowly. Never says a smaller one: a
 * share of common pages shrinks with each worker that is added, and would come back when one ends.
 * Pure. One thread.
 */
final class WorkerSize {
    /** A measurement that is at most so much above the one before is no growth any more. */
    private static final int SETTLED_PERCENT = 10;

    private final Map<String, Long> last = new HashMap<>(); // by instance
    private long largest;
    private boolean settled;
    private boolean over;

    /**
     * A measurement of a ready worker.
     *
     * @param bytes above 0
     * @param readyFor how long it has been ready
     * @param learnFor once it has been ready for so long, what is known then is final
     */
    void saw(String instance, long bytes, Duration readyFor, Duration learnFor) {
        if (over) {
            return;
        }
        largest = Math.max(largest, bytes);
        Long before = last.put(instance, bytes);
        over = readyFor.compareTo(learnFor) >= 0;
        settled |= over || (before != null && bytes * 100.0 <= before * (100.0 + SETTLED_PERCENT));
        if (over) {
            last.clear();
        }
    }

    /** Forgets the others: an app whose workers never get stable has many in its life. */
    void only(Set<String> instances) {
        last.keySet().retainAll(instances);
    }

    /** The largest that a ready worker was seen to take; 0 = not known yet. */
    long bytes() {
        return settled ? largest : 0;
    }
}
