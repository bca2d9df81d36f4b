package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.PrestartStep.Once;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps before the first worker of a generation. One thread. */
final class Preparation {
    private final long id;
    private final Generation generation;
    private boolean over;
    private @Nullable Failure failure;

    private Preparation(long id, Generation generation) {
        this.id = id;
        this.generation = generation;
    }

    /**
     * Begins.
     *
     * @param fromNothing whether no worker runs, so that steps of each start are due too
     */
    static Preparation begin(Outside outside, long id, Generation generation, boolean fromNothing) {
        var preparation = new Preparation(id, generation);
        List<PrestartStep> steps =
                generation.settings().prestart().stream()
                        .filter(step ->
                                step.once() == Once.RELEASE
                                        || (fromNothing && step.once() == Once.START))
                        .toList();
        if (steps.isEmpty()) {
            preparation.over = true;
        } else {
            outside.prepare(id, generation, steps);
        }
        return preparation;
    }

    void ended(long which, @Nullable Failure how) {
        if (which == id) {
            over = true;
            failure = how;
        }
    }

    Generation generation() {
        return generation;
    }

    boolean running() {
        return !over;
    }

    @Nullable Failure failure() {
        return failure;
    }
}
