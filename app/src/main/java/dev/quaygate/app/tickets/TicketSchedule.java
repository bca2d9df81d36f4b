package dev.quaygate.app.tickets;

import dev.quaygate.proxy.tls.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When keys of session tickets change: each encrypts for {@code rotate}, and decrypts for {@code
 * keep} times as long after that. In a fleet the next one is announced first and encrypts once all
 * nodes have had time to hear of it. Pure.
 *
 * @param rotate at least a second
 * @param keep older keys that decrypt, 0 to 8
 * @param settle what all nodes need to hear of a key; zero for one node alone
 */
record TicketSchedule(Duration rotate, int keep, Duration settle) {
    /** Longer than the store takes to notice that a watch is dead and to tell what it missed. */
    private static final Duration MOST_TO_SETTLE = Duration.ofMinutes(2);

    /** Share of {@code rotate} that a key may be late before a node no longer waits for others. */
    private static final int LATE = 4;

    static TicketSchedule alone(Duration rotate, int keep) {
        return new TicketSchedule(rotate, keep, Duration.ZERO);
    }

    static TicketSchedule ofFleet(Duration rotate, int keep) {
        Duration share = rotate.dividedBy(LATE);
        return new TicketSchedule(
                rotate, keep, share.compareTo(MOST_TO_SETTLE) < 0 ? share : MOST_TO_SETTLE);
    }

    /**
     * Decides what to do about a ring that the nodes share.
     *
     * @param ring null if there is none
     * @param seen when this node saw a key first. The clock of the node that made a key may differ:
     *     how long all have known it is told by this alone, and the age of one from the future too
     * @param fresh makes a key
     */
    TicketStep step(
            @Nullable TicketRing ring,
            Function<TicketKey, Instant> seen,
            Instant now,
            Supplier<TicketKey> fresh) {
        if (ring == null) {
            return new TicketStep.Become(TicketRing.of(fresh.get(), now));
        }
        Instant end = end(ring, seen, now);
        if (!now.isBefore(end.plus(late()))) {
            return new TicketStep.Become(begun(ring, fresh.get(), now));
        }
        TicketKey next = ring.next();
        if (next != null) {
            Instant known = later(seen.apply(next).plus(settle), end);
            return now.isBefore(known)
                    ? new TicketStep.Wait(known)
                    : new TicketStep.Become(begun(ring, next, now));
        }
        Instant announced = end.minus(settle);
        return now.isBefore(announced)
                ? new TicketStep.Wait(announced)
                : new TicketStep.Become(ring.announce(fresh.get()));
    }

    /**
     * Decides for a node that cannot reach the others: it goes on with what all know, which may be
     * an announced key too, and makes one of its own only when that is clearly over its time.
     */
    TicketStep stepWithoutStore(
            TicketRing ring,
            Function<TicketKey, Instant> seen,
            Instant now,
            Supplier<TicketKey> fresh) {
        Instant last = end(ring, seen, now).plus(late());
        if (now.isBefore(last)) {
            return new TicketStep.Wait(last);
        }
        TicketKey next = ring.next();
        return new TicketStep.Become(begun(ring, next == null ? fresh.get() : next, now));
    }

    /** When a key that stopped to encrypt by then at the latest decrypts nothing any more. */
    Instant ends(TicketRing.Dated key) {
        return key.since().plus(rotate.multipliedBy(keep + 1L)).plus(late());
    }

    private TicketRing begun(TicketRing ring, TicketKey key, Instant now) {
        TicketRing next = ring.begin(key, now, keep);
        return next.without(next.older().stream().filter(one -> !now.isBefore(ends(one))).toList());
    }

    private Instant end(TicketRing ring, Function<TicketKey, Instant> seen, Instant now) {
        TicketRing.Dated first = ring.first();
        Instant since = first.since().isAfter(now) ? seen.apply(first.key()) : first.since();
        return since.plus(rotate);
    }

    private Duration late() {
        return settle.isZero() ? Duration.ZERO : settle.plus(rotate.dividedBy(LATE));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
