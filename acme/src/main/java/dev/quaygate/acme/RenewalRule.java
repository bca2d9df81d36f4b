package dev.quaygate.acme;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * When the operator wants a renewal; the safety stops of {@link RenewalPlan} hold whatever is
 * chosen.
 */
public sealed interface RenewalRule {
    /** The authority's window (RFC 9773), else a fraction of the life. */
    record Auto() implements RenewalRule {}

    /**
     * A fixed point of the life.
     *
     * @param fraction part of the life used up by then, between 0 and 1 exclusive
     */
    record At(double fraction) implements RenewalRule {
        public At {
            if (!(fraction > 0 && fraction < 1)) {
                throw new IllegalArgumentException(
                        "renew.at: " + fraction + " must lie between 0 and 1");
            }
        }
    }

    /**
     * A time of the week at which somebody looks: the last one before the fraction of the life that
     * goes without a window of the authority.
     *
     * @param days on which it opens, at least one
     * @param from when it opens
     * @param length positive, less than a day
     * @param zone whose clock that is
     */
    record Window(Set<DayOfWeek> days, LocalTime from, Duration length, ZoneId zone)
            implements RenewalRule {
        private static final int BACK = 9; // a week, and a window that opened the day before

        public Window {
            days = Set.copyOf(days);
            if (days.isEmpty()) {
                throw new IllegalArgumentException("renew.window: at least one day is needed");
            }
            if (!length.isPositive() || length.compareTo(Duration.ofHours(24)) >= 0) {
                throw new IllegalArgumentException(
                        "renew.window: " + length + " must be positive and less than a day");
            }
        }

        /**
         * The last instant up to a limit that lies in a window.
         *
         * @param share where in the window, 0 to 1: spreads sets over it
         */
        Instant lastBefore(Instant limit, double share) {
            Duration into = Duration.ofMillis(Math.round(length.toMillis() * share));
            LocalDate last = limit.atZone(zone).toLocalDate();
            for (int back = 0; back < BACK; back++) {
                LocalDate day = last.minusDays(back);
                Instant at = day.atTime(from).atZone(zone).toInstant().plus(into);
                if (days.contains(day.getDayOfWeek()) && !at.isAfter(limit)) {
                    return at;
                }
            }
            throw new IllegalStateException(this + " does not open within a week before " + limit);
        }
    }
}
