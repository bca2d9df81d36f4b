package dev.quaygate.workers.settings;

import static dev.quaygate.workers.settings.InvalidSetting.require;

import java.time.Duration;

/**
 * The band in which the number of workers is right.
 *
 * @param lowPercent below it there are too many workers
 * @param highPercent above it there are too few
 * @param max most workers; 0 = as many as memory allows
 * @param window over which use is averaged
 * @param cooldown between two steps down
 * @param memoryPercent of the machine's or cgroup's memory that all workers may fill
 * @param concurrency requests at a time that fill one worker; 0 = not looked at
 */
public record Utilisation(
        int lowPercent,
        int highPercent,
        Mode mode,
        int min,
        int max,
        Duration window,
        Duration cooldown,
        int memoryPercent,
        int concurrency) {
    public static final Utilisation DEFAULT =
            new Utilisation(
                    50,
                    90,
                    Mode.ADVISE,
                    1,
                    0,
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(5),
                    80,
                    0);

    public Utilisation {
        require(
                lowPercent >= 0 && lowPercent < highPercent && highPercent <= 100,
                "target",
                lowPercent + "%-" + highPercent + "% is no band within 0 and 100 %");
        require(min >= 1, "min", min + " must be at least 1");
        require(max == 0 || max >= min, "max", max + " is less than min " + min);
        require(window.isPositive(), "window", window + " must be longer than zero");
        require(cooldown.isPositive(), "cooldown", cooldown + " must be longer than zero");
        require(
                memoryPercent >= 1 && memoryPercent <= 100,
                "memory",
                memoryPercent + " is not within 1 and 100 %");
        require(concurrency >= 0, "concurrency", concurrency + " must not be negative");
    }

    /** What is done about it. */
    public enum Mode {
        OFF,
        ADVISE,
        AUTO
    }
}
