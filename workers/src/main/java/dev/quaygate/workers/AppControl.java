package dev.quaygate.workers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a person may see of apps and do to them. Any thread. */
public interface AppControl {
    /** In the order of the settings. */
    List<AppStatus> apps();

    Optional<AppStatus> app(String name);

    /** Replaces all workers, one after the other, by those of the same release. */
    Operation restart(String app) throws Busy;

    /** Sets the number of workers until the settings say another one. */
    Operation scale(String app, int workers) throws Busy;

    /** Runs the steps before start for the release in that directory, then replaces the workers. */
    Operation deploy(String app, Path release) throws Busy;

    /** Does the same for the release that served before. */
    Operation rollback(String app) throws Busy;

    /** Ends all workers; the app stays stopped, over restarts too, until {@link #start}. */
    Operation stop(String app) throws Busy;

    Operation start(String app) throws Busy;

    Optional<Operation> operation(String id);

    /** Last lines of all workers of the app, oldest first. */
    List<LogLine> tail(String app, int lines);

    /** Hands on each new line until the returned handle is closed. */
    AutoCloseable follow(String app, Consumer<LogLine> lines);

    /**
     * @param stream {@code out} or {@code err}
     */
    record LogLine(java.time.Instant at, String app, int worker, String stream, String text) {}

    /** Another operation on the app runs, or the app cannot do this now; the message says which. */
    final class Busy extends Exception {
        @java.io.Serial private static final long serialVersionUID = 1L;

        public Busy(String message) {
            super(message);
        }
    }
}
