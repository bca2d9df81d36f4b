package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.HealthCheck;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last checks of one endpoint and how many in a row ended alike. Any thread, not a loop. */
final class CheckHistory {
    private static final int KEPT = 10;

    private final ArrayDeque<CheckResult> newestFirst = new ArrayDeque<>();
    private int passes;
    private int failures;

    /** Keeps {@code result}; gives the event that it completes, or null. */
    synchronized @Nullable HealthEvent add(CheckResult result, HealthCheck check) {
        newestFirst.addFirst(result);
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
        if (result.cause() == null) {
            failures = 0;
            return ++passes >= check.rise() ? new HealthEvent.Rose() : null;
        }
        passes = 0;
        return ++failures >= check.fall()
                ? new HealthEvent.Fell(result.cause(), result.detail(), result.at())
                : null;
    }

    /** Newest first. */
    synchronized List<CheckResult> results() {
        return List.copyOf(newestFirst);
    }
}
