package dev.quaygate.workers.settings;

import static dev.quaygate.workers.settings.InvalidSetting.require;

import java.time.Duration;

/**
 * Something to run before workers start, such as a migration.
 *
 * @param name unique within the app
 * @param run user, directory and environment are those of the workers
 */
public record PrestartStep(String name, Command run, Once once, Duration timeout) {
    public PrestartStep {
        require(!name.isBlank(), "name", "a step needs a name");
        require(timeout.isPositive(), "timeout", timeout + " must be longer than zero");
    }

    /** How often it runs. */
    public enum Once {
        /** Until it ended with 0 once for this app, release and definition. */
        RELEASE,
        /** Each time that the app starts: first worker after none was running. */
        START,
        /** Before each worker. */
        WORKER
    }
}
