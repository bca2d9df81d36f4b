package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one place for a worker and of the process in it. Only {@link Worker} and its
 * parts, which all work on the same one, have it; the fields are theirs to change. One thread.
 */
final class WorkerPlace {
    static final Duration FIRST_LOOK = Duration.ofMillis(100);

    final AppContext app;
    final int n;
    final Checkup checkup = new Checkup(); // of readiness, of health, of what is left
    final RepairWatch repair;
    final WorkerHistory history;
    Generation generation;
    boolean retiring;
    boolean adopted;
    @Nullable String endReason; // why we end it; null = it ends by itself
    RestartReason restartReason = RestartReason.EXIT; // if another follows unasked
    @Nullable LedgerEntry entry;
    Instant deadline;
    Instant launchedAt;
    @Nullable Instant readyAt;
    @Nullable Instant signalledAt;
    int cut; // requests that had not ended when it was signalled
    @Nullable String hung; // why another one is to follow; null = none is, or does already
    private Stage stage = Stage.WAITING;
    private Instant since;

    WorkerPlace(AppContext app, int n, Generation generation) {
        this.app = app;
        this.n = n;
        this.generation = generation;
        this.since = app.clock().instant();
        this.deadline = since;
        this.launchedAt = since;
        this.repair = new RepairWatch(app.outside());
        this.history = new WorkerHistory(app.restarts());
    }

    Stage stage() {
        return stage;
    }

    Instant since() {
        return since;
    }

    /** Another deadline is set afterwards where the stage has one. */
    void enter(Stage next) {
        enterKeepingDeadline(next);
        deadline = since;
    }

    void enterKeepingDeadline(Stage next) {
        stage = next;
        since = app.clock().instant();
    }

    void event(String kind, String text) {
        app.event(kind, n, text);
    }

    void attention(String kind, String text) {
        app.attention(kind, n, text);
    }

    /** Remembers it, with what the process printed last. */
    void failed(String code, String why) {
        history.failed(new Failure(code, why, app.outside().lastLines(n)));
    }

    /** Remembers what has nothing to do with what a process printed. */
    void failedBefore(String code, String why) {
        history.failed(new Failure(code, why, List.of()));
    }

    Duration bootTime() {
        return Duration.between(launchedAt, readyAt == null ? app.clock().instant() : readyAt);
    }

    Optional<WorkerAddress> address() {
        return Optional.ofNullable(entry).map(LedgerEntry::address);
    }

    int inFlight() {
        return address().map(at -> app.traffic().inFlight(app.app(), at)).orElse(0);
    }

    /** Whether its starts, or those of the app, failed so often that it is called a crash loop. */
    boolean looping() {
        int failures = Math.max(history.failures(), app.scouting().failures());
        return failures >= generation.settings().restart().crashLoop();
    }
}
