package dev.quaygate.acme.ondemand;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each key, kept as one instant: when the bucket will be full again (GCRA). What
 * is full is forgotten, and beyond the bound what was used longest ago. Not thread-safe.
 */
final class Allowances {
    private final Rate rate;
    private final int most;

    /** When each bucket is full again; the one used longest ago first. */
    private final Map<String, Instant> fullAt = new LinkedHashMap<>();

    /**
     * @param most buckets that are remembered
     */
    Allowances(Rate rate, int most) {
        this.rate = rate;
        this.most = most;
    }

    /** Whether a token is left. */
    boolean has(String key, Instant now) {
        Duration used = Duration.between(now, full(key, now));
        return used.plus(rate.step()).compareTo(rate.per()) <= 0;
    }

    /** Takes a token, if one is left. */
    boolean take(String key, Instant now) {
        if (!has(key, now)) {
            return false;
        }
        Instant next = full(key, now).plus(rate.step());
        fullAt.remove(key);
        makeRoom(now);
        fullAt.put(key, next);
        return true;
    }

    int size() {
        return fullAt.size();
    }

    private Instant full(String key, Instant now) {
        Instant stored = fullAt.get(key);
        if (stored == null || stored.isBefore(now)) {
            return now;
        }
        // After a clock went back, a bucket is empty at most.
        Instant latest = now.plus(rate.per());
        return stored.isAfter(latest) ? latest : stored;
    }

    private void makeRoom(Instant now) {
        if (fullAt.size() < most) {
            return;
        }
        fullAt.values().removeIf(at -> !at.isAfter(now));
        Iterator<Instant> eldest = fullAt.values().iterator();
        while (fullAt.size() >= most && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
    }
}
