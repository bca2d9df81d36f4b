package dev.quaygate.workers;

import java.time.Duration;
import java.time.Instant;

/** Sees that somebody changed the files that a worker could not start from. One thread. */
final class RepairWatch {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Outside outside;
    private String seen = "";
    private Instant next = Instant.MAX;

    RepairWatch(Outside outside) {
        this.outside = outside;
    }

    /** Remembers what the next try is made from. */
    void remember(Generation generation) {
        seen = outside.fingerprint(generation);
    }

    void begin(Instant now) {
        next = now.plus(EVERY);
    }

    /** Whether there is another file since the last time; looks once a second. */
    boolean repaired(Generation generation, Instant now) {
        if (now.isBefore(next)) {
            return false;
        }
        next = now.plus(EVERY);
        String before = seen;
        seen = outside.fingerprint(generation);
        return !seen.equals(before);
    }

    Instant next() {
        return next;
    }
}
