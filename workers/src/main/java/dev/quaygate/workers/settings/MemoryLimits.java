package dev.quaygate.workers.settings;

import static dev.quaygate.workers.settings.InvalidSetting.require;

import java.util.OptionalLong;

/**
 * Memory of one worker with its children.
 *
 * @param hardBytes the worker is ended above it; 0 = none
 * @param softPercent of the hard limit: above it the worker is replaced gracefully; 0 = off
 * @param overcommit start all workers even if they do not fit
 */
public record MemoryLimits(long hardBytes, int softPercent, Measure measure, boolean overcommit) {
    public static final MemoryLimits NONE = new MemoryLimits(0, 90, Measure.PSS, false);

    public MemoryLimits {
        require(hardBytes >= 0, "hard", hardBytes + " must not be negative");
        require(
                softPercent >= 0 && softPercent <= 100,
                "soft",
                softPercent + " is not within 0 and 100 %");
    }

    public OptionalLong hard() {
        return hardBytes == 0 ? OptionalLong.empty() : OptionalLong.of(hardBytes);
    }

    /** Where graceful replacement begins; empty without a hard limit. */
    public OptionalLong soft() {
        return hardBytes == 0 || softPercent == 0
                ? OptionalLong.empty()
                : OptionalLong.of(hardBytes / 100 * softPercent);
    }

    /** PSS counts a page shared by n processes as 1/n, RSS as a whole. */
    public enum Measure {
        PSS,
        RSS
    }
}
