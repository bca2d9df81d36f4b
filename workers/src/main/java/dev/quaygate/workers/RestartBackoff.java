package dev.quaygate.workers;

import dev.quaygate.workers.settings.RestartPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a worker has ended unasked. Pure.
 *
 * @param failures ends in a row without a stable time between, this one included
 * @param delay until it is started again
 */
record RestartBackoff(int failures, Duration delay) {
    /**
     * A worker that was ready and ends for the first time in a row is started again at once: one
     * crash must not cost a second of capacity. All others wait {@code first * factor^n}.
     *
     * @param before failures in a row before this one
     * @param readyFor how long it was ready; null = it never was
     */
    static RestartBackoff after(
            RestartPolicy policy, int before, @Nullable Duration readyFor, RandomGenerator random) {
        boolean stable = readyFor != null && readyFor.compareTo(policy.stableAfter()) >= 0;
        int counted = stable ? 0 : before;
        if (readyFor != null && counted == 0) {
            return new RestartBackoff(1, Duration.ZERO);
        }
        double exact = policy.first().toMillis() * Math.pow(policy.factor(), counted);
        double capped = Math.min(exact, (double) policy.max().toMillis());
        double change = (random.nextDouble() * 2 - 1) * policy.jitterPercent() / 100;
        return new RestartBackoff(
                counted + 1, Duration.ofMillis(Math.round(capped * (1 + change))));
    }
}
