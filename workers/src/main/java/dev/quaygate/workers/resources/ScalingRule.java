package dev.quaygate.workers.resources;

import dev.quaygate.workers.settings.Utilisation;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Moves the number of workers towards the advice, one at a time: up at most once a minute, down at
 * most once per cooldown, both counted from the last change of either kind. Not thread-safe; time
 * is given.
 */
public final class ScalingRule {
    private static final Duration BETWEEN_STEPS_UP = Duration.ofMinutes(1);

    private final Utilisation band;
    private @Nullable Instant changed; // null until the first change

    public ScalingRule(Utilisation band) {
        this.band = band;
    }

    /**
     * @param workers that are meant to run now
     * @param most that memory allows, {@link Fit#most()}
     * @return the number that is meant to run from now on, if another one
     */
    public OptionalInt next(Advice advice, int workers, int most, Instant now) {
        int cap = band.max() == 0 ? most : Math.min(most, band.max());
        int floor = Math.min(band.min(), cap);
        int wanted = Math.clamp(advice.workers(), floor, Math.max(floor, cap));
        if (wanted == workers || !rested(wanted > workers, now)) {
            return OptionalInt.empty();
        }
        changed = now;
        return OptionalInt.of(wanted > workers ? workers + 1 : workers - 1);
    }

    private boolean rested(boolean up, Instant now) {
        Duration pause = up ? BETWEEN_STEPS_UP : band.cooldown();
        return changed == null || !now.isBefore(changed.plus(pause));
    }
}
