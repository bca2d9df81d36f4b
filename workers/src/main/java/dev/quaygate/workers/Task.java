package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.Message.Verb;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Something that a person asked for, until it is done. One thread. */
final class Task {
    private final String app;
    private final Verb verb;
    private final RunningOperation operation;
    private final Workers workers;
    private final IntSupplier target;
    private final Instant began;
    private boolean rolling;

    Task(String app, Verb verb, RunningOperation operation, Workers workers, IntSupplier target) {
        this.app = app;
        this.verb = verb;
        this.operation = operation;
        this.workers = workers;
        this.target = target;
        this.began = operation.startedAt();
    }

    String verb() {
        return verb.word();
    }

    void line(String text) {
        operation.line(text);
    }

    /** Workers are replaced one after the other; {@link #rolled} or {@link #failed} follows. */
    void rolling() {
        rolling = true;
    }

    void rolled(int cut) {
        rolling = false;
        operation.succeed(
                app
                        + " "
                        + past()
                        + ": "
                        + cut
                        + (cut == 1 ? " request failed" : " requests failed"));
    }

    void failed(String code, Failure why) {
        rolling = false;
        operation.fail(code, why.why(), why.lines());
    }

    /** Looks whether it has ended. */
    boolean ended() {
        if (operation.outcome().isPresent()) {
            return true;
        }
        if (rolling) {
            return false;
        }
        if (target.getAsInt() == 0) {
            if (workers.isEmpty()) {
                operation.succeed(app + " " + past());
            }
            return workers.isEmpty();
        }
        Optional<Failure> failure = freshFailure();
        failure.ifPresent(it -> failed(it.code(), it));
        if (failure.isEmpty() && settled()) {
            int count = workers.members().size();
            operation.succeed(
                    app
                            + " "
                            + past()
                            + ": "
                            + count
                            + (count == 1 ? " worker" : " workers")
                            + " ready");
        }
        return operation.outcome().isPresent();
    }

    /** Failures from before the operation are not its own. */
    private Optional<Failure> freshFailure() {
        return workers.members().stream()
                .filter(worker -> !worker.launchedAt().isBefore(began))
                .flatMap(worker -> worker.history().failure().stream())
                .findFirst();
    }

    private boolean settled() {
        List<Worker> members = workers.members();
        return members.size() == target.getAsInt()
                && members.size() == workers.all().size()
                && members.stream().allMatch(Worker::ready);
    }

    private String past() {
        return switch (verb) {
            case Verb.Restart() -> "restarted";
            case Verb.Scale(int count) -> "scaled to " + count;
            case Verb.Deploy(Release release) -> "deployed " + release.name();
            case Verb.Rollback() -> "rolled back";
            case Verb.Stop() -> "stopped";
            case Verb.Start() -> "started";
        };
    }
}
