package dev.quaygate.acme;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * The usable life of a certificate. Everything about renewal is a fraction of it; the one figure in
 * days is the line between long and short lives.
 *
 * @param start the later of begin of validity and the instant it was received: authorities backdate
 *     by up to an hour
 * @param end end of validity
 */
record Life(Instant start, Instant end) {
    private static final Duration SHORT = Duration.ofDays(10);

    Life {
        if (!start.isBefore(end)) {
            start = end.minusMillis(1); // received at its very end: over at once, but still a life
        }
    }

    static Life of(X509Certificate leaf, Instant obtainedAt) {
        return new Life(
                startOf(leaf.getNotBefore().toInstant(), obtainedAt),
                leaf.getNotAfter().toInstant());
    }

    static Instant startOf(Instant notBefore, Instant obtainedAt) {
        return notBefore.isAfter(obtainedAt) ? notBefore : obtainedAt;
    }

    Duration length() {
        return Duration.between(start, end);
    }

    boolean isShort() {
        return length().compareTo(SHORT) < 0;
    }

    /** Part of the life left, 1 at the start, 0 at the end and later. */
    double left(Instant now) {
        double left = (double) Duration.between(now, end).toMillis() / length().toMillis();
        return Math.clamp(left, 0.0, 1.0);
    }

    /** The instant at which that fraction of the life is used up. */
    Instant at(double fraction) {
        return start.plus(part(fraction));
    }

    /** The instant at which that fraction of the life is left. */
    Instant atLeft(double fraction) {
        return end.minus(part(fraction));
    }

    Duration part(double fraction) {
        return Duration.ofMillis(Math.round(length().toMillis() * fraction));
    }

    boolean isOver(Instant now) {
        return !now.isBefore(end);
    }
}
