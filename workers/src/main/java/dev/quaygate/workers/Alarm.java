package dev.quaygate.workers;

import java.time.Instant;

/** The earliest time at which somebody wants to look again. One thread. */
final class Alarm {
    private Instant next = Instant.MAX;

    void clear() {
        next = Instant.MAX;
    }

    void at(Instant time) {
        if (time.isBefore(next)) {
            next = time;
        }
    }

    Instant next() {
        return next;
    }
}
