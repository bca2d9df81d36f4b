package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked for, until it is done; nothing most of the time, and then nobody hears what
 * is told here. One thread.
 */
final class OpenTask {
    private @Nullable Task task;

    void begin(Task newer) {
        task = newer;
    }

    /** Looks whether it has ended, which makes room for the next. */
    void look() {
        if (task != null && task.ended()) {
            task = null;
        }
    }

    boolean none() {
        return task == null;
    }

    /** The word for it; empty if there is none. */
    Optional<String> verb() {
        return Optional.ofNullable(task).map(Task::verb);
    }

    void line(String text) {
        if (task != null) {
            task.line(text);
        }
    }

    void rolling() {
        if (task != null) {
            task.rolling();
        }
    }

    void rolled(int cut) {
        if (task != null) {
            task.rolled(cut);
        }
    }

    /**
     * @param code problem code; empty if there is none
     */
    void failed(String code, Failure why) {
        if (task != null) {
            task.failed(code, why);
        }
    }
}
