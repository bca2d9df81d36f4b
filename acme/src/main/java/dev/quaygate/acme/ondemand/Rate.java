package dev.quaygate.acme.ondemand;

import java.time.Duration;

/**
 * So many in a time.
 *
 * @param count how many may come at once after a pause of {@code per}; at least 1
 * @param per time in which {@code count} of them come back, evenly spread; at least 1 s
 */
public record Rate(int count, Duration per) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    public Rate {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " must be at least 1");
        }
        if (per.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("per: " + per + " must be at least 1 s");
        }
    }

    /** Time after which one more may come. */
    Duration step() {
        return per.dividedBy(count);
    }

    Rate times(int factor) {
        return new Rate(Math.multiplyExact(count, factor), per);
    }

    @Override
    public String toString() {
        return count + " in " + per.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
