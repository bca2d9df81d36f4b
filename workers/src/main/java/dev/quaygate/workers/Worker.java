package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.settings.AppSettings.Recycle;
import dev.quaygate.workers.settings.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One place for a worker: its process, what comes before it and after it. Ends unasked: started
 * again after a while. Told to go: drained, signalled, killed if it must be, then {@link
 * Stage#GONE}. {@link WorkerBoot} starts the process, {@link WorkerProbes} asks it, {@link
 * WorkerEnding} ends it. One thread.
 */
final class Worker {
    private final WorkerPlace place;
    private final WorkerEnding ending;
    private final WorkerBoot boot;
    private final WorkerProbes probes;
    private final double jitter;

    Worker(AppContext app, int n, Generation generation) {
        this.place = new WorkerPlace(app, n, generation);
        this.ending = new WorkerEnding(place);
        this.boot = new WorkerBoot(place, ending);
        this.probes = new WorkerProbes(place, ending);
        this.jitter = app.random().nextDouble() * 2 - 1;
    }

    /** Takes over a process from before. It serves as soon as its address answers. */
    static Worker adopted(AppContext app, LedgerEntry entry, Generation generation) {
        var worker = new Worker(app, entry.worker(), generation);
        worker.boot.adopt(entry);
        return worker;
    }

    /**
     * Time has passed.
     *
     * @param mayStart whether the app lets new processes start now
     */
    void tick(Instant now, boolean mayStart) {
        switch (stage()) {
            case WAITING -> boot.whileWaiting(now, mayStart);
            case STARTING -> {
                if (!boot.tooLate(now)) {
                    probes.askIfDue(now);
                }
            }
            case READY -> probes.askIfDue(now);
            case DRAINING -> ending.whileDraining(now);
            case STOPPING -> ending.whileStopping(now);
            case SWEEPING -> ending.whileSweeping(now);
            case LAUNCHING, GONE -> {}
        }
    }

    // what is heard of its process

    void launched(ProcessId process, Instant now) {
        boot.launched(process, now);
    }

    void launchFailed(Failure why) {
        boot.failed(why);
    }

    /**
     * @param problem null = a good answer
     */
    void probed(@Nullable String problem, Instant now) {
        probes.answered(problem, now);
    }

    /**
     * @param reason as in {@code exit 1}
     */
    void ended(String reason, Instant now) {
        ending.ended(reason, now);
    }

    /**
     * @param left processes of its session
     */
    void swept(int left, Instant now) {
        ending.swept(left, now);
    }

    // what it is told

    /** Ends it for good: drained first if it serves. */
    void retire(String reason, Instant now) {
        ending.retire(reason, now);
    }

    /** Kills it at once, as for memory; another process follows in its place. */
    void killFor(String reason, Instant now) {
        ending.killFor(reason, now);
    }

    /** Takes over settings that change nothing about the process. */
    void settings(Generation newer) {
        Probe.Health before = place.generation.settings().health();
        place.generation = newer;
        probes.settingsChanged(before, place.app.clock().instant());
    }

    /** Its own back-off counts no more: it starts then. */
    void startAt(Instant time) {
        if (waits()) {
            place.deadline = time;
        }
    }

    /** Another one tries in its place with the files that there are now. */
    void sawFiles() {
        boot.sawFiles(place.app.clock().instant());
    }

    /** Why it is replaced by one that nobody has started yet; asked once. */
    Optional<String> takeHung() {
        var why = Optional.ofNullable(place.hung);
        place.hung = null;
        return why;
    }

    // what is known about it

    int n() {
        return place.n;
    }

    Generation generation() {
        return place.generation;
    }

    WorkerHistory history() {
        return place.history;
    }

    Stage stage() {
        return place.stage();
    }

    /** Has no process and starts when its time has come. */
    boolean waits() {
        return stage() == Stage.WAITING;
    }

    boolean ready() {
        return stage() == Stage.READY;
    }

    boolean retiring() {
        return place.retiring;
    }

    boolean gone() {
        return stage() == Stage.GONE;
    }

    /** Whether a process of it exists, or may. */
    boolean alive() {
        return !waits() && !gone();
    }

    boolean is(String instance) {
        return entry().filter(it -> it.instance().equals(instance)).isPresent();
    }

    Optional<LedgerEntry> entry() {
        return Optional.ofNullable(place.entry);
    }

    Optional<WorkerAddress> address() {
        return place.address();
    }

    /** Of this worker, or of the one that tries for all. */
    Instant nextTry() {
        Scouting scouting = place.app.scouting();
        return scouting.alone() ? scouting.next() : place.deadline;
    }

    Duration bootTime() {
        return place.bootTime();
    }

    Instant since() {
        return place.since();
    }

    Instant launchedAt() {
        return place.launchedAt;
    }

    /** When it was told to end; empty before, and if it ended by itself. */
    Optional<Instant> signalledAt() {
        return Optional.ofNullable(place.signalledAt);
    }

    /** Requests that had not ended when it was signalled. */
    int cut() {
        return place.cut;
    }

    boolean adopted() {
        return place.adopted;
    }

    int inFlight() {
        return place.inFlight();
    }

    long completed() {
        return address().map(at -> place.app.traffic().completed(place.app.app(), at)).orElse(0L);
    }

    /**
     * A limit of {@link Recycle}, moved a little for this worker so that not all reach it at once.
     */
    double spread(long limit, int percent) {
        return limit * (1 + jitter * percent / 100);
    }

    WorkerState state() {
        return switch (stage()) {
            case LAUNCHING, STARTING -> new WorkerState.Starting();
            case READY -> new WorkerState.Ready();
            case DRAINING -> new WorkerState.Draining();
            case STOPPING, SWEEPING -> new WorkerState.Stopping();
            case GONE -> new WorkerState.Exited(lastExit().orElse("stopped"));
            case WAITING -> whileWaiting();
        };
    }

    private WorkerState whileWaiting() {
        if (place.looping()) {
            return new WorkerState.CrashLoop(nextTry());
        }
        return lastExit()
                .<WorkerState>map(WorkerState.Exited::new)
                .orElseGet(WorkerState.Starting::new);
    }

    private Optional<String> lastExit() {
        return place.history.lastExit();
    }
}
