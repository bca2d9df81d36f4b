package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.settings.RestartPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What became of the processes that a worker had before, and of that in whose place it is. */
final class WorkerHistory {
    private final Restarts ofApp;
    private long restarts;
    private int failures; // in a row
    private @Nullable String lastExit;
    private @Nullable Failure failure;

    WorkerHistory(Restarts ofApp) {
        this.ofApp = ofApp;
    }

    /** Shows how the one before ended, whose place it takes. */
    void follows(String exit) {
        lastExit = exit;
    }

    /** The same, in place of one that hung. */
    void followsHung(String exit) {
        follows(exit);
        restarted(RestartReason.HUNG);
    }

    void restarted(RestartReason reason) {
        restarts++;
        ofApp.count(reason);
    }

    void failed(Failure why) {
        failure = why;
    }

    void succeeded() {
        failure = null;
    }

    /**
     * Counts a process that ended.
     *
     * @param readyFor null = it never was
     * @return when the next may start
     */
    RestartBackoff next(RestartPolicy policy, @Nullable Duration readyFor, RandomGenerator random) {
        var next = RestartBackoff.after(policy, failures, readyFor, random);
        failures = next.failures();
        return next;
    }

    /** Counts at least as many failures in a row: those of others that tried for it. */
    void raise(int least) {
        failures = Math.max(failures, least);
    }

    /** Processes in a row that never got stable. */
    int failures() {
        return failures;
    }

    long restarts() {
        return restarts;
    }

    Optional<String> lastExit() {
        return Optional.ofNullable(lastExit);
    }

    /** Of the last try; empty once it was ready. */
    Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }
}
