package dev.quaygate.acme;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that goes as wrong as a test says, next to the true time. */
public final class SkewedClock implements InstantSource {
    private final VirtualClock truth;
    private Instant since;
    private Instant shown;
    private long speed = 1;

    public SkewedClock(VirtualClock truth) {
        this.truth = truth;
        this.since = truth.instant();
        this.shown = since;
    }

    @Override
    public synchronized Instant instant() {
        return shown.plus(Duration.between(since, truth.instant()).multipliedBy(speed));
    }

    public void jump(Duration by) {
        show(instant().plus(by));
    }

    /** Shows this time from now on. */
    public synchronized void show(Instant instant) {
        shown = instant;
        since = truth.instant();
    }

    /** Shows the true time again. */
    public void repair() {
        show(truth.instant());
        speed(1);
    }

    /** Runs so many times as fast as the true time. */
    public synchronized void speed(long times) {
        shown = instant();
        since = truth.instant();
        speed = times;
    }
}
