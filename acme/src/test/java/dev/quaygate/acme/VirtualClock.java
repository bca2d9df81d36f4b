package dev.quaygate.acme;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when a test says so. */
public final class VirtualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }

    public void moveTo(Instant instant) {
        if (instant.isAfter(now)) {
            now = instant;
        }
    }

    /** The same time as a monotonic clock tells it. */
    public long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    /** Jumps, backwards too. */
    public void set(Instant instant) {
        now = instant;
    }
}
