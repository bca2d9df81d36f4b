package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done before workers of a generation may start: other apps are ready, steps have
 * run. Stays open once it was, until it is shut. One thread.
 */
final class Gate {
    private final AppContext app;
    private boolean open;
    private @Nullable Preparation preparation; // null = none was begun, or it is forgotten
    private String waitingFor = "";
    private long preparations;

    Gate(AppContext app) {
        this.app = app;
    }

    /** Workers run already. */
    void passed() {
        open = true;
    }

    /** Next time everything is asked for again. */
    void shut() {
        open = false;
        preparation = null;
        waitingFor = "";
    }

    /**
     * Whether the first worker may start. Begins the steps once the other apps are ready.
     *
     * @param after apps that are to be ready first
     */
    boolean open(Generation generation, List<String> after) {
        if (open) {
            return true;
        }
        waitingFor =
                after.stream()
                        .filter(other -> !app.neighbours().ready(other))
                        .collect(Collectors.joining(", "));
        if (!waitingFor.isEmpty()) {
            return false;
        }
        if (preparation == null) {
            preparation = begin(generation, true);
        }
        open = !preparation.running() && preparation.failure() == null;
        return open;
    }

    /** Begins the steps of a generation that is to take the place of one that serves. */
    void prepare(Generation generation) {
        preparation = begin(generation, false);
    }

    private Preparation begin(Generation generation, boolean fromNothing) {
        return Preparation.begin(app.outside(), ++preparations, generation, fromNothing);
    }

    void ended(long which, @Nullable Failure failure) {
        if (preparation != null) {
            preparation.ended(which, failure);
        }
    }

    /** Steps that failed are tried again. */
    void forget() {
        preparation = null;
    }

    /** The same, unless they are those before the first worker. */
    void forgetReplacement() {
        if (open) {
            preparation = null;
        }
    }

    boolean begun() {
        return preparation != null;
    }

    boolean running() {
        return preparation != null && preparation.running();
    }

    Optional<Failure> failure() {
        return preparation == null ? Optional.empty() : Optional.ofNullable(preparation.failure());
    }

    /** Apps that are not ready; empty = none. */
    String waitingFor() {
        return waitingFor;
    }
}
