package dev.quaygate.app.state;

import dev.quaygate.app.config.Loaded;
import org.jspecify.annotations.Nullable;

/** Loads the configuration again. Any thread but an event loop. */
public interface Reloads {
    /** What serves now. */
    Running running();

    /**
     * Reads all files and serves with them, or changes nothing. Blocks until it is done; callers
     * that come while another attempt waits share its result.
     */
    ReloadResult reload(Trigger trigger);

    /**
     * Reads and judges without applying.
     *
     * @param text content of the main file, or null for what is on disk
     */
    Loaded check(@Nullable String text);

    /** Attempts since the start: applied, refused. */
    Counts counts();

    /** Numbers of attempts by outcome, and exchanges that were cut by them. */
    record Counts(long applied, long refused, long cut) {}
}
