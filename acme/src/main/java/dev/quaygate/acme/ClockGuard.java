package dev.quaygate.acme;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a wall clock that cannot be believed, so that a wrong one does not make everything due at
 * once: it has parted from the monotonic clock, or an authority sees another time. Until an
 * authority confirms it, few certificates an hour are renewed, and none is taken for expired that
 * the monotonic clock takes for good. Any thread.
 */
final class ClockGuard {
    static final String CODE = "QG2009";

    private static final Logger log = LoggerFactory.getLogger(ClockGuard.class);
    private static final Duration PARTED = Duration.ofSeconds(60);
    private static final Duration OFF = Duration.ofMinutes(5);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMinutes(1);
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int LEAST = 3;
    private static final int HUNDREDTH = 100;

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Runnable onDoubt;
    private final Deque<Long> admitted = new ArrayDeque<>(); // monotonic, oldest first
    private Instant believed; // wall clock at a time when nothing spoke against it
    private long believedNanos;
    private @Nullable Duration contradiction; // how far an authority's clock is ahead of ours
    private @Nullable Long doubtedSince; // monotonic, null while the clock is believed
    private @Nullable Long lastQuestion; // monotonic, null before the first of a doubt
    private int certificates;
    private boolean confirmable;

    /**
     * Believes the wall clock as it is now.
     *
     * @param nanos monotonic, in nanoseconds
     * @param onDoubt called at the begin of each doubt; waits counted by the wall clock are void
     */
    ClockGuard(InstantSource wall, LongSupplier nanos, Runnable onDoubt) {
        this.wall = wall;
        this.nanos = nanos;
        this.onDoubt = onDoubt;
        this.believed = wall.instant();
        this.believedNanos = nanos.getAsLong();
    }

    /**
     * Says what there is to protect.
     *
     * @param count wanted certificates
     * @param confirmable whether any authority on the network could confirm the time
     */
    synchronized void protect(int count, boolean confirmable) {
        this.certificates = count;
        this.confirmable = confirmable;
    }

    /** Takes the time of an authority, from an answer over verified TLS. */
    void heard(@Nullable Instant authority) {
        if (authority == null) {
            return;
        }
        synchronized (this) {
            Instant now = wall.instant();
            Duration ahead = Duration.between(now, authority);
            if (ahead.abs().compareTo(OFF) <= 0) {
                contradiction = null;
                believe(now);
            } else {
                contradiction = ahead;
            }
        }
        isDoubted();
    }

    /** Whether the clock is in doubt now. */
    boolean isDoubted() {
        boolean begins;
        boolean doubted;
        synchronized (this) {
            begins = doubtedSince == null;
            doubted = judge();
        }
        if (doubted && begins) {
            onDoubt.run();
        }
        return doubted;
    }

    /** What is wrong, for people; empty while the clock is believed. */
    Optional<String> doubt() {
        if (!isDoubted()) {
            return Optional.empty();
        }
        synchronized (this) {
            return Optional.of(what());
        }
    }

    /** Whether an authority should be asked for the time; true once in a minute of doubt. */
    boolean mayAsk() {
        if (!isDoubted()) {
            return false;
        }
        synchronized (this) {
            long now = nanos.getAsLong();
            if (lastQuestion != null && now - lastQuestion < BETWEEN_QUESTIONS.toNanos()) {
                return false;
            }
            lastQuestion = now;
            return true;
        }
    }

    /** Takes one of the few renewals that a doubted clock is allowed; always true without doubt. */
    boolean admit() {
        if (!isDoubted()) {
            return true;
        }
        synchronized (this) {
            if (free() > 0) {
                admitted.addLast(nanos.getAsLong());
                return true;
            }
            return false;
        }
    }

    /** When the next renewal is allowed; null if one is now. */
    @Nullable Instant heldUntil() {
        if (!isDoubted()) {
            return null;
        }
        synchronized (this) {
            Long oldest = free() > 0 ? null : admitted.peekFirst();
            return oldest == null
                    ? null
                    : wall.instant().plusNanos(WINDOW.toNanos() - (nanos.getAsLong() - oldest) + 1);
        }
    }

    /**
     * The time by which something may be ended or deleted: in doubt the earlier of the wall clock
     * and what the monotonic clock makes of the last time that was believed.
     */
    Instant cautious(Instant now) {
        if (!isDoubted()) {
            return now;
        }
        synchronized (this) {
            return Durations.earlier(now, expected());
        }
    }

    /** Sees whether the state of doubt has changed, and says so once. */
    private boolean judge() {
        if (!confirmable && doubtedSince != null && isOver(doubtedSince)) {
            believe(wall.instant()); // nobody to ask: a clock that runs evenly again is believed
        }
        boolean doubted = contradiction != null || isParted();
        if (doubted && doubtedSince == null) {
            doubtedSince = nanos.getAsLong();
            lastQuestion = null;
            log.warn("clock.implausible code={} what={}", CODE, what());
        } else if (!doubted && doubtedSince != null) {
            doubtedSince = null;
            admitted.clear();
            log.info("clock.confirmed at={}", wall.instant());
        }
        return doubted;
    }

    private boolean isOver(long since) {
        return nanos.getAsLong() - since >= WINDOW.toNanos();
    }

    private boolean isParted() {
        return Duration.between(expected(), wall.instant()).abs().compareTo(PARTED) > 0;
    }

    private Instant expected() {
        return believed.plusNanos(nanos.getAsLong() - believedNanos);
    }

    private void believe(Instant now) {
        believed = now;
        believedNanos = nanos.getAsLong();
    }

    private int free() {
        admitted.removeIf(this::isOver);
        return Math.max(LEAST, certificates / HUNDREDTH) - admitted.size();
    }

    private String what() {
        Instant now = wall.instant();
        Duration ahead = contradiction;
        return "the clock says "
                + now
                + (ahead == null
                        ? ", by the time since it was believed it should be " + expected()
                        : ", the CA's " + now.plus(ahead));
    }
}
