package dev.quaygate.app.state;

import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.Loaded.BrokenDropIn;
import dev.quaygate.app.config.source.Problem;
import java.time.Instant;
import java.util.List;

/**
 * The configuration that serves.
 *
 * @param revision counts from 1 at each start of the process
 * @param loadedAt when it began to serve
 * @param trigger why it was loaded
 * @param broken drop-ins that are left out or kept in their last good version
 * @param problems what was said about it when it was loaded
 */
public record Running(
        long revision,
        Instant loadedAt,
        Trigger trigger,
        Configuration configuration,
        List<BrokenDropIn> broken,
        List<Problem> problems) {
    public Running {
        broken = List.copyOf(broken);
        problems = List.copyOf(problems);
    }

    /** Whether no file was left out. */
    public boolean complete() {
        return broken.stream().allMatch(BrokenDropIn::kept);
    }
}
