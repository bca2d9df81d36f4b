package dev.quaygate.workers;

import java.util.EnumMap;
import java.util.Map;

/**
 * Counts the restarts of one app. Only grows: workers that are replaced take nothing away. One
 * thread.
 */
final class Restarts {
    private final Map<RestartReason, Long> counts = new EnumMap<>(RestartReason.class);

    void count(RestartReason reason) {
        counts.merge(reason, 1L, Long::sum);
    }

    long all() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Reasons that there were. */
    Map<RestartReason, Long> byReason() {
        return Map.copyOf(counts);
    }
}
