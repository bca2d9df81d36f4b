package dev.quaygate.acme.faultca;

import java.time.Duration;
import java.time.Instant;

/** So many at once, one more each so often. Holds one instant: when it will be full again. */
final class TokenBucket {
    private final long capacity;
    private final Duration refill;
    private Instant full = Instant.MIN;

    TokenBucket(long capacity, Duration refill) {
        this.capacity = capacity;
        this.refill = refill;
    }

    /** When one more will be there; not after {@code now} if there is one. */
    Instant next(Instant now) {
        return full.isBefore(now) ? now : full.minus(refill.multipliedBy(capacity - 1));
    }

    boolean isEmpty(Instant now) {
        return next(now).isAfter(now);
    }

    void take(Instant now) {
        full = (full.isBefore(now) ? now : full).plus(refill);
    }

    /** How many are missing, rounded up. */
    long taken(Instant now) {
        if (!full.isAfter(now)) {
            return 0;
        }
        long each = refill.toMillis();
        return (Duration.between(now, full).toMillis() + each - 1) / each;
    }

    void fill() {
        full = Instant.MIN;
    }
}
