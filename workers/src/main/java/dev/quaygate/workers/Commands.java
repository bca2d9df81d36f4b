package dev.quaygate.workers;

import dev.quaygate.workers.Message.Verb;
import java.time.Instant;
import java.util.function.IntSupplier;

/** Does what people ask of one app, or says why not. One thread. */
final class Commands {
    private final AppContext app;
    private final AppRecord record;
    private final RecordWriter writer;
    private final OpenTask task;
    private final Workers workers;
    private final Rollout rollout;
    private final Idleness idleness;
    private final IntSupplier target;

    /**
     * @param target how many workers there are to be
     */
    Commands(
            AppContext app,
            AppRecord record,
            OpenTask task,
            Workers workers,
            Rollout rollout,
            Idleness idleness,
            IntSupplier target) {
        this.app = app;
        this.record = record;
        this.writer = new RecordWriter(app, task);
        this.task = task;
        this.workers = workers;
        this.rollout = rollout;
        this.idleness = idleness;
        this.target = target;
    }

    /**
     * Begins.
     *
     * @return why it cannot be done now; empty if it is begun
     */
    String begin(Verb verb, RunningOperation operation, Instant now) {
        String refused = refusal(verb);
        if (refused.isEmpty()) {
            rollout.abandon(); // of a recycled worker
            idleness.wake(now);
            task.begin(new Task(app.app(), verb, operation, workers, target));
            run(verb, now);
        }
        return refused;
    }

    private String refusal(Verb verb) {
        if (!task.none()) {
            return task.verb().orElse("") + " of " + app.app() + " still runs";
        }
        if (rollout.replacingAll()) {
            return "new settings of " + app.app() + " are being rolled out";
        }
        boolean needsProcesses =
                verb instanceof Verb.Restart
                        || verb instanceof Verb.Deploy
                        || verb instanceof Verb.Rollback;
        if (needsProcesses && record.stopped()) {
            return app.app() + " is stopped: quaygate apps start " + app.app();
        }
        boolean nothingBefore =
                verb instanceof Verb.Rollback
                        && record.before(rollout.serving().release()).isEmpty();
        return nothingBefore ? "no release of " + app.app() + " served before this one" : "";
    }

    private void run(Verb verb, Instant now) {
        switch (verb) {
            case Verb.Restart() -> rollout.restart(now);
            case Verb.Scale(int count) ->
                    writer.attempt(() -> record.scale(count, rollout.settings()));
            case Verb.Deploy(Release release) -> rollout.deploy(release, now);
            case Verb.Rollback() ->
                    record.before(rollout.serving().release())
                            .ifPresent(release -> rollout.deploy(release, now));
            case Verb.Stop() -> writer.attempt(() -> record.stopped(true));
            case Verb.Start() -> {
                writer.attempt(() -> record.stopped(false));
                rollout.forgetFailures();
            }
        }
    }
}
