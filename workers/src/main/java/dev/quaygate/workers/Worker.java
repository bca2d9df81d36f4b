package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.launch.LaunchProblem;
import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.settings.AppSettings.Recycle;
import dev.quaygate.workers.settings.Probe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One place for a worker: its process, what comes before it and after it. Ends unasked: started
 * again after a while. Told to go: drained, signalled, killed if it must be, then {@link
 * Stage#GONE}. One thread.
 */
final class Worker {
    enum Stage {
        /** No process; starts at {@code deadline}. */
        WAITING,
        LAUNCHING,
        /** Runs, not ready; given up at {@code deadline}. */
        STARTING,
        READY,
        /** Finishes requests, until {@code deadline}. */
        DRAINING,
        /** Was signalled; killed at {@code deadline}. */
        STOPPING,
        /** Has ended; what it left behind is killed at {@code deadline}. */
        SWEEPING,
        GONE
    }

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration FIRST_LOOK = Duration.ofMillis(100);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(5);

    private final AppContext app;
    private final int n;
    private Generation generation;
    private Stage stage = Stage.WAITING;
    private Instant since;
    private Instant deadline;
    private boolean retiring;
    private boolean adopted;
    private @Nullable String endReason; // why we end it; null = it ends by itself
    private RestartReason restartReason = RestartReason.EXIT; // if another follows unasked
    private @Nullable LedgerEntry entry;
    private Instant launchedAt;
    private @Nullable Instant readyAt;
    private int cut;
    private @Nullable Instant signalledAt;
    private @Nullable String hung; // why another one is to follow; null = none is, or does already
    private final Checkup checkup = new Checkup(); // of readiness, of health, of what is left
    private final RepairWatch repair;
    private final WorkerHistory history;
    private final double jitter;

    Worker(AppContext app, int n, Generation generation) {
        this.app = app;
        this.n = n;
        this.generation = generation;
        this.since = app.clock().instant();
        this.deadline = since;
        this.launchedAt = since;
        this.repair = new RepairWatch(app.outside());
        this.history = new WorkerHistory(app.restarts());
        this.jitter = app.random().nextDouble() * 2 - 1;
    }

    /** Takes over a process from before. It serves as soon as its address answers. */
    static Worker adopted(AppContext app, LedgerEntry entry, Generation generation) {
        var worker = new Worker(app, entry.worker(), generation);
        worker.adopted = true;
        worker.entry = entry;
        worker.enter(Stage.STARTING);
        worker.launchedAt = entry.started();
        worker.deadline = worker.since.plus(generation.settings().ready().within());
        worker.checkup.begin(worker.since);
        app.outside().adopt(generation.settings(), entry);
        return worker;
    }

    // what happens as time passes

    /**
     * @param mayStart whether the app lets new processes start now
     */
    void tick(Instant now, boolean mayStart) {
        switch (stage) {
            case WAITING -> whileWaiting(now, mayStart);
            case STARTING -> whileStarting(now);
            case READY -> probeIfDue(now);
            case DRAINING -> whileDraining(now);
            case STOPPING -> whileStopping(now);
            case SWEEPING -> whileSweeping(now);
            case LAUNCHING, GONE -> {}
        }
    }

    private void whileWaiting(Instant now, boolean mayStart) {
        if (repair.repaired(generation, now)) {
            deadline = now; // no need to wait on
            app.scouting().hurry(now);
        }
        if (mayStart && !now.isBefore(deadline)) {
            launch(now);
            return;
        }
        app.alarm().at(deadline.isAfter(now) ? deadline : now.plusSeconds(1));
        app.alarm().at(repair.next());
    }

    private void launch(Instant now) {
        repair.remember(generation);
        enter(Stage.LAUNCHING);
        launchedAt = now;
        endReason = null;
        restartReason = RestartReason.EXIT;
        try {
            WorkerAddress address = app.outside().address(generation.settings(), n);
            var intent = LedgerEntry.intent(n, generation, address, now);
            entry = intent;
            app.ledger().put(intent); // before the fork: found again whatever happens to us
            app.outside().launch(generation, intent);
        } catch (LaunchProblem e) {
            launchFailed(new Failure("QG7002", String.valueOf(e.getMessage()), List.of()));
        } catch (IOException e) {
            String why = "the state directory cannot be written: " + e.getMessage();
            launchFailed(new Failure("QG7002", why, List.of()));
        }
    }

    private void whileStarting(Instant now) {
        if (!now.isBefore(deadline)) {
            Duration within = generation.settings().ready().within();
            String why =
                    "not ready within "
                            + within.toSeconds()
                            + " s"
                            + (checkup.lastMiss().isEmpty() ? "" : ": " + checkup.lastMiss());
            history.failed(new Failure("QG7003", why, lines()));
            app.attention("worker.notReady", n, "code=QG7003 reason=\"" + why + "\"");
            endReason = why;
            restartReason = RestartReason.NOT_READY;
            signal(now);
            return;
        }
        app.alarm().at(deadline);
        probeIfDue(now);
    }

    private void probeIfDue(Instant now) {
        Probe.Health health = generation.settings().health();
        if (entry == null || (stage == Stage.READY && health == null)) {
            return;
        }
        if (!checkup.due(now, app.alarm())) {
            return;
        }
        checkup.asked();
        if (stage == Stage.READY && health != null) {
            app.outside().probe(generation, entry, health.probe(), health.timeout());
            return;
        }
        // One that served before us only has to show that it still listens.
        boolean known = adopted && entry.served();
        Probe probe = known ? new Probe.Connect() : generation.settings().ready().probe();
        app.outside().probe(generation, entry, probe, READY_TIMEOUT);
    }

    private void whileDraining(Instant now) {
        int inFlight = inFlight();
        boolean settled = !now.isBefore(since.plus(FIRST_LOOK));
        if (settled && (inFlight == 0 || !now.isBefore(deadline))) {
            cut = inFlight;
            signal(now);
            return;
        }
        app.alarm().at(now.plus(LOOK));
    }

    private void whileStopping(Instant now) {
        if (!now.isBefore(deadline)) {
            kill();
            deadline = now.plusSeconds(1); // and again, should it have forked just then
        }
        app.alarm().at(deadline);
    }

    private void whileSweeping(Instant now) {
        if (entry == null || !checkup.due(now, app.alarm())) {
            return;
        }
        if (!now.isBefore(deadline)) {
            kill();
            deadline = now.plusSeconds(1);
        }
        checkup.asked();
        app.outside().sweep(entry);
    }

    // what it is told

    void launched(ProcessId process, Instant now) {
        if (entry == null) {
            return;
        }
        entry = entry.running(process);
        try {
            app.ledger().put(entry);
        } catch (IOException e) {
            // It can still be found by its mark; but to serve it must be written down.
            String why = "cannot be written down: " + e.getMessage();
            history.failed(new Failure("QG7002", why, List.of()));
            endReason = why;
            restartReason = RestartReason.START;
        }
        app.event("worker.started", n, "pid=" + process.pid() + " endpoint=" + entry.address());
        enter(Stage.STARTING);
        deadline = now.plus(generation.settings().ready().within());
        Duration every = generation.settings().ready().every();
        checkup.begin(now.plus(every.compareTo(FIRST_LOOK) < 0 ? every : FIRST_LOOK));
        if (retiring || endReason != null) {
            signal(now);
        }
    }

    void launchFailed(Failure why) {
        history.failed(why);
        app.attention(
                "worker.launchFailed", n, "code=" + why.code() + " reason=\"" + why.why() + "\"");
        restartReason = RestartReason.START;
        finished("could not start: " + why.why());
    }

    void probed(@Nullable String problem, Instant now) {
        if (stage == Stage.STARTING) {
            checkup.answered(problem, now.plus(generation.settings().ready().every()));
            if (problem == null) {
                becomeReady(now);
            }
        } else if (stage == Stage.READY) {
            healthAnswered(problem, now);
        }
    }

    private void becomeReady(Instant now) {
        try {
            if (entry != null) {
                entry = entry.serving();
                app.ledger().put(entry);
            }
        } catch (IOException e) {
            String why = "the state directory cannot be written: " + e.getMessage();
            checkup.answered(why, now.plus(generation.settings().ready().every()));
            return; // no traffic before it is written down
        }
        enter(Stage.READY);
        readyAt = now;
        history.succeeded();
        Probe.Health health = generation.settings().health();
        checkup.begin(health == null ? Instant.MAX : now.plus(health.every()));
        app.event("worker.ready", n, "after=\"" + Message.seconds(bootTime()) + "\"");
    }

    private void healthAnswered(@Nullable String problem, Instant now) {
        Probe.Health health = generation.settings().health();
        if (health == null) {
            checkup.begin(Instant.MAX);
            return;
        }
        checkup.answered(problem, now.plus(health.every()));
        if (checkup.missed() >= health.fall()) {
            String why = "hung: " + problem + " (" + checkup.missed() + " in a row)";
            app.attention("worker.hung", n, "code=QG7005 reason=\"" + why + "\"");
            hung = why;
            retire(why, now);
        }
    }

    void ended(String reason, Instant now) {
        if (stage == Stage.GONE || stage == Stage.WAITING || stage == Stage.SWEEPING) {
            return;
        }
        boolean asked = endReason != null;
        String why = endReason == null ? reason : endReason;
        if (!asked) {
            endedUnasked(reason);
        }
        endReason = why;
        // Those it was told to end with have their grace too; orphans of a crash have none.
        deadline = asked && stage == Stage.STOPPING ? deadline : now;
        enterKeepingDeadline(Stage.SWEEPING);
        if (!asked) {
            kill();
            deadline = now.plusSeconds(1);
        }
        checkup.begin(now);
    }

    private void endedUnasked(String reason) {
        boolean memory = reason.equals(ExitReason.HARD_MEMORY);
        restartReason = memory ? RestartReason.HARD_MEMORY : RestartReason.EXIT;
        String code = memory ? "QG7006" : "QG7002";
        history.failed(new Failure(code, "worker " + n + " ended: " + reason, lines()));
        app.attention("worker.exited", n, "code=" + code + " reason=\"" + reason + "\"");
    }

    void swept(int left, Instant now) {
        checkup.answered(null, now.plus(LOOK));
        if (stage == Stage.SWEEPING && left == 0) {
            finished(endReason == null ? "ended" : endReason);
        }
    }

    private void finished(String reason) {
        if (entry != null) {
            app.outside().forget(entry);
            try {
                app.ledger().remove(entry.instance());
            } catch (IOException _) {
                // A line about a process that is gone does no harm: it is not adopted.
            }
        }
        history.follows(reason);
        Duration readyFor =
                readyAt == null ? null : Duration.between(readyAt, app.clock().instant());
        entry = null;
        readyAt = null;
        adopted = false;
        if (retiring) {
            app.event("worker.stopped", n, "reason=\"" + reason + "\"");
            enter(Stage.GONE);
            return;
        }
        history.restarted(restartReason);
        backOff(readyFor, reason);
    }

    private void backOff(@Nullable Duration readyFor, String reason) {
        var policy = generation.settings().restart();
        boolean looping = looping();
        if (readyFor == null) {
            history.raise(app.scouting().before(launchedAt));
        }
        RestartBackoff next = history.next(policy, readyFor, app.random());
        enter(Stage.WAITING);
        deadline = since.plus(next.delay());
        repair.begin(since);
        if (readyFor == null) {
            app.scouting().failed(launchedAt, since, next, "worker " + n + ": " + reason);
        }
        if (history.failures() >= policy.crashLoop() && !looping) {
            String facts = " failures=" + history.failures() + " next=" + deadline;
            app.attention("app.crashLoop", n, "code=QG7002" + facts + " reason=\"" + reason + "\"");
        }
    }

    /** Ends it for good: drained first if it serves. */
    void retire(String reason, Instant now) {
        if (retiring) {
            return;
        }
        retiring = true;
        switch (stage) {
            case WAITING -> enter(Stage.GONE);
            case READY -> {
                endReason = reason;
                enter(Stage.DRAINING);
                deadline = now.plus(generation.settings().stop().drain());
            }
            case STARTING -> {
                endReason = reason;
                signal(now);
            }
            case LAUNCHING -> endReason = reason;
            case DRAINING, STOPPING, SWEEPING, GONE -> {}
        }
    }

    /** Kills it at once, as for memory; another process follows in its place. */
    void killFor(String reason, Instant now) {
        if (stage == Stage.STARTING || stage == Stage.READY || stage == Stage.DRAINING) {
            history.failed(new Failure("QG7006", reason, lines()));
            endReason = reason;
            restartReason = RestartReason.HARD_MEMORY;
            enter(Stage.STOPPING);
            kill();
            deadline = now.plusSeconds(1);
        }
    }

    /** Takes over settings that change nothing about the process. */
    void settings(Generation newer) {
        Probe.Health before = generation.settings().health();
        generation = newer;
        if (stage == Stage.READY && before == null && newer.settings().health() != null) {
            checkup.begin(app.clock().instant());
        }
    }

    /** Its own back-off counts no more: it starts then. */
    void startAt(Instant time) {
        if (stage == Stage.WAITING) {
            deadline = time;
        }
    }

    /** Another one tries in its place with the files that there are now. */
    void sawFiles() {
        repair.remember(generation);
        repair.begin(app.clock().instant());
    }

    private void signal(Instant now) {
        signalledAt = now;
        enter(Stage.STOPPING);
        deadline = now.plus(generation.settings().stop().grace());
        if (entry != null) {
            app.outside().signal(entry, generation.settings().stop().signal());
        }
    }

    private void kill() {
        if (entry != null) {
            app.outside().kill(entry);
        }
    }

    private void enter(Stage next) {
        stage = next;
        since = app.clock().instant();
        deadline = since;
    }

    private void enterKeepingDeadline(Stage next) {
        stage = next;
        since = app.clock().instant();
    }

    private List<String> lines() {
        return app.outside().lastLines(n);
    }

    // what is known about it

    int n() {
        return n;
    }

    Generation generation() {
        return generation;
    }

    WorkerHistory history() {
        return history;
    }

    Stage stage() {
        return stage;
    }

    boolean ready() {
        return stage == Stage.READY;
    }

    boolean retiring() {
        return retiring;
    }

    boolean gone() {
        return stage == Stage.GONE;
    }

    /** Whether a process of it exists, or may. */
    boolean alive() {
        return stage != Stage.WAITING && stage != Stage.GONE;
    }

    boolean is(String instance) {
        return entry != null && entry.instance().equals(instance);
    }

    Optional<LedgerEntry> entry() {
        return Optional.ofNullable(entry);
    }

    Optional<WorkerAddress> address() {
        return entry().map(LedgerEntry::address);
    }

    /** Whether its starts, or those of the app, failed so often that it is called a crash loop. */
    private boolean looping() {
        int failures = Math.max(history.failures(), app.scouting().failures());
        return failures >= generation.settings().restart().crashLoop();
    }

    boolean waits() {
        return stage == Stage.WAITING;
    }

    /** Of this worker, or of the one that tries for all. */
    Instant nextTry() {
        return app.scouting().alone() ? app.scouting().next() : deadline;
    }

    Duration bootTime() {
        return Duration.between(launchedAt, readyAt == null ? app.clock().instant() : readyAt);
    }

    Instant since() {
        return since;
    }

    Instant launchedAt() {
        return launchedAt;
    }

    Optional<Instant> readyAt() {
        return Optional.ofNullable(readyAt);
    }

    /** When it was told to end; empty before, and if it ended by itself. */
    Optional<Instant> signalledAt() {
        return Optional.ofNullable(signalledAt);
    }

    /** Requests that had not ended when it was signalled. */
    int cut() {
        return cut;
    }

    boolean adopted() {
        return adopted;
    }

    /** Why it is replaced by one that nobody has started yet; asked once. */
    Optional<String> takeHung() {
        var why = Optional.ofNullable(hung);
        hung = null;
        return why;
    }

    int inFlight() {
        return address().map(at -> app.traffic().inFlight(app.app(), at)).orElse(0);
    }

    long completed() {
        return address().map(at -> app.traffic().completed(app.app(), at)).orElse(0L);
    }

    /**
     * A limit of {@link Recycle}, moved a little for this worker so that not all reach it at once.
     */
    double spread(long limit, int percent) {
        return limit * (1 + jitter * percent / 100);
    }

    WorkerState state() {
        return switch (stage) {
            case LAUNCHING, STARTING -> new WorkerState.Starting();
            case READY -> new WorkerState.Ready();
            case DRAINING -> new WorkerState.Draining();
            case STOPPING, SWEEPING -> new WorkerState.Stopping();
            case GONE -> new WorkerState.Exited(history.lastExit().orElse("stopped"));
            case WAITING -> {
                if (looping()) {
                    yield new WorkerState.CrashLoop(nextTry());
                }
                yield history.lastExit()
                        .<WorkerState>map(WorkerState.Exited::new)
                        .orElseGet(WorkerState.Starting::new);
            }
        };
    }
}
