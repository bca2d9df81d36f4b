package dev.quaygate.workers.settings;

import static dev.quaygate.workers.settings.InvalidSetting.require;

import java.time.Duration;

/**
 * How long to wait before a worker that ended is started again: {@code first * factor^n}, at most
 * {@code max}, changed at random by up to {@code jitterPercent}.
 *
 * @param stableAfter ready for that long, a worker starts from {@code first} again
 * @param crashLoop ends in a row, none of them stable, after which the app is said to loop
 */
public record RestartPolicy(
        Duration first,
        Duration max,
        double factor,
        int jitterPercent,
        Duration stableAfter,
        int crashLoop) {
    public static final RestartPolicy DEFAULT =
            new RestartPolicy(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    2,
                    20,
                    Duration.ofSeconds(60),
                    5);

    public RestartPolicy {
        require(first.isPositive(), "first", first + " must be longer than zero");
        require(max.compareTo(first) >= 0, "max", max + " is shorter than first " + first);
        require(factor >= 1 && factor <= 10, "factor", factor + " is not within 1 and 10");
        require(
                jitterPercent >= 0 && jitterPercent <= 100,
                "jitter",
                jitterPercent + " is not within 0 and 100 %");
        require(stableAfter.isPositive(), "stableAfter", stableAfter + " must be longer than zero");
        require(crashLoop >= 1, "crashLoop", crashLoop + " must be at least 1");
    }
}
