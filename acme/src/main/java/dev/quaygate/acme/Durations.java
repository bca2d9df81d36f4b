package dev.quaygate.acme;

import java.time.Duration;
import java.time.Instant;

/** Comparing durations and instants by words. */
final class Durations {
    private Durations() {}

    static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /**
     * {@code value} brought into [low, high]; {@code high} wins if they are the wrong way round.
     */
    static Duration clamp(Duration value, Duration low, Duration high) {
        return min(max(value, low), high);
    }

    static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
