package dev.quaygate.acme;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long to wait before asking for the same thing again. */
final class Polling {
    private static final Duration USUAL = Duration.ofSeconds(3);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Polling() {}

    static Duration delay(@Nullable Instant retryAfter, Instant now) {
        return retryAfter == null
                ? USUAL
                : Durations.clamp(Duration.between(now, retryAfter), SHORTEST, LONGEST);
    }
}
