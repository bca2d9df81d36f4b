package dev.quaygate.acme;

import dev.quaygate.acme.issue.FailureKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What all sets know of one issuer: whether it answers, and how many orders it may have at once.
 * Any thread.
 */
final class IssuerHealth {
    private static final Duration PROBE_TIME = Duration.ofMinutes(2);

    private final OrderPlaces places = new OrderPlaces();
    private int failures;
    private boolean probing;
    private @Nullable Instant nextProbe; // null while it answers
    private @Nullable Instant recoveredAt;

    /** Places for orders in flight. */
    OrderPlaces places() {
        return places;
    }

    /**
     * Whether a set may turn to the issuer now. If it does not answer, the first to ask after the
     * pause becomes the probe for all.
     *
     * @return null to go ahead, else the instant to come back
     */
    synchronized @Nullable Instant admit(Instant now) {
        if (nextProbe == null) {
            return null;
        }
        if (now.isBefore(nextProbe)) {
            return nextProbe;
        }
        nextProbe = now.plus(PROBE_TIME);
        probing = true;
        return null;
    }

    /** Asks at the latest then. */
    synchronized void probeBy(Instant latest) {
        if (nextProbe != null && nextProbe.isAfter(latest)) {
            nextProbe = latest;
        }
    }

    /** Notes that it answers; true if it did not before. */
    synchronized boolean answered(Instant now) {
        boolean wasLost = nextProbe != null;
        if (wasLost) {
            recoveredAt = now;
        }
        nextProbe = null;
        probing = false;
        failures = 0;
        return wasLost;
    }

    /**
     * Counts a failure and gives the instant of the next probe; sets that fail while one is set
     * already count nothing.
     */
    synchronized Instant silent(
            Instant now, @Nullable Life life, @Nullable Instant retryAt, double luck) {
        if (nextProbe != null && !probing && now.isBefore(nextProbe)) {
            return nextProbe;
        }
        failures++;
        probing = false;
        Instant next =
                RetrySchedule.next(FailureKind.UNREACHABLE, failures, now, life, retryAt, luck);
        nextProbe = next;
        return next;
    }

    /**
     * What a decision depends on.
     *
     * @param failures probes that failed in a row
     * @param nextProbe when it is asked again, null while it answers
     * @param recoveredAt when it began to answer again, null if it was never lost
     */
    record View(int failures, @Nullable Instant nextProbe, @Nullable Instant recoveredAt) {}

    synchronized View view() {
        return new View(failures, nextProbe, recoveredAt);
    }
}
