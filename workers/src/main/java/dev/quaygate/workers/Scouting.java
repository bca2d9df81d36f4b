package dev.quaygate.workers;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Lets one worker of an app try for all of them once a start has failed and none is ready: what
 * keeps one from starting keeps the others too, and many that boot side by side take the processors
 * from other apps. Workers take turns, so that one that is ill alone does not keep the others down.
 * Pure: the caller reads the clock. One thread.
 */
final class Scouting {
    /**
     * Where a failing app stands, for a Quaygate after us.
     *
     * @param failures tries in a row that nobody came out of ready
     * @param next time of the next try
     * @param why the last one failed
     */
    record Streak(int failures, Instant next, String why) {}

    /**
     * A worker that is to stay and is not ready.
     *
     * @param boots whether it has a process, or is about to
     * @param lastTry when it was started last; when it was made if it never was
     */
    record Place(int n, boolean boots, Instant lastTry) {}

    private int failures;
    private Instant judged = Instant.MIN; // when the first of this round failed
    private Duration pause = Duration.ZERO;
    private Instant next = Instant.MIN;
    private String why = "";
    private boolean alone;

    /** Goes on where the Quaygate before was. */
    void resume(Streak before) {
        failures = before.failures();
        next = before.next();
        why = before.why();
    }

    /**
     * A worker ended without having been ready. Workers that booted side by side count as one try.
     *
     * @param launchedAt when it was started
     * @param own what its own back-off says, which becomes that of the app
     */
    void failed(Instant launchedAt, Instant now, RestartBackoff own, String reason) {
        boolean sameTry = before(launchedAt) == 0 && failures > 0;
        judged = sameTry ? judged : now;
        failures = sameTry ? Math.min(failures, own.failures()) : own.failures();
        pause = sameTry && pause.compareTo(own.delay()) < 0 ? pause : own.delay();
        next = now.plus(pause);
        why = reason;
    }

    /**
     * Sees whether one serves: then everybody starts by its own back-off.
     *
     * @return whether workers waited until now and may start at once
     */
    boolean look(boolean anyReady) {
        if (!anyReady) {
            alone = failures > 0;
            return false;
        }
        boolean released = alone;
        clear();
        return released;
    }

    /** Waits for nothing any more, as when a person asks for a restart. */
    void clear() {
        failures = 0;
        judged = Instant.MIN;
        next = Instant.MIN;
        why = "";
        alone = false;
    }

    /** Tries at once, as when a file was repaired. */
    void hurry(Instant now) {
        next = next.isBefore(now) ? next : now;
    }

    /** Whether only one may boot now. */
    boolean alone() {
        return alone;
    }

    /**
     * Who tries for the others: the one that boots, else the one that has not tried for longest.
     */
    static Optional<Place> scout(Collection<Place> places) {
        return places.stream()
                .min(
                        Comparator.comparing((Place place) -> !place.boots())
                                .thenComparing(Place::lastTry)
                                .thenComparingInt(Place::n));
    }

    /** Tries in a row that failed before one that began then; 0 if it is part of the last try. */
    int before(Instant launchedAt) {
        return launchedAt.isAfter(judged) ? failures : 0;
    }

    int failures() {
        return failures;
    }

    Instant next() {
        return next;
    }

    /** Why the last try failed. */
    String why() {
        return why;
    }

    /** Empty unless one tries for all. */
    Optional<Streak> streak() {
        return alone ? Optional.of(new Streak(failures, next, why)) : Optional.empty();
    }
}
