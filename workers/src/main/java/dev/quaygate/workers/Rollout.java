package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.settings.AppSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which generation of an app serves and which is to: brings the second in the place of the first,
 * or refuses it. One thread.
 */
final class Rollout {
    private final AppContext app;
    private final Workers workers;
    private final Gate gate;
    private final AppRecord record;
    private final RecordWriter writer;
    private final OpenTask task;
    private final IntSupplier target;
    private AppSettings settings;
    private Generation serving; // crashed workers are started from it
    private Generation desired; // what the settings and people want
    private @Nullable Roll roll;
    private String reason = "";
    private boolean deploying; // what is rolled out is to stay until the settings name another
    private boolean partial; // the roll is about those workers only that are not as they should be
    private Upkeep.@Nullable Wish recycling; // the roll is about this worn worker only
    private @Nullable Generation next; // what is being prepared or rolled out; null = nothing
    private @Nullable Generation refused; // did not come up: not tried again unasked
    private @Nullable Failure problem; // of what was refused

    /**
     * @param target how many workers there are to be
     */
    Rollout(
            AppContext app,
            Workers workers,
            AppRecord record,
            OpenTask task,
            AppSettings settings,
            IntSupplier target) {
        this.app = app;
        this.workers = workers;
        this.gate = new Gate(app);
        this.record = record;
        this.writer = new RecordWriter(app, task);
        this.task = task;
        this.target = target;
        this.settings = settings;
        this.serving = Generation.of(settings, record.release(settings));
        this.desired = serving;
    }

    // what is wanted

    void take(AppSettings newer) {
        settings = newer;
        Generation wanted = Generation.of(settings, record.release(settings));
        desired = wanted;
        for (Worker worker : workers.all()) {
            if (worker.generation().sameAs(wanted)) {
                worker.settings(wanted);
            }
        }
        if (serving.sameAs(wanted)) {
            serving = wanted;
        }
    }

    /** All workers are replaced by others of what the settings mean now. */
    void restart(Instant now) {
        // A link may have been turned to another release since.
        desired = Generation.of(settings, record.release(settings));
        begin(desired, "restart", now);
    }

    void deploy(Release release, Instant now) {
        deploying = true;
        begin(Generation.of(settings, release), "deploy", now);
    }

    /** Replaces one worker by another like it, if nothing else goes on. */
    void replaceOne(Upkeep.Wish wish) {
        if (busy() || !task.none() || target.getAsInt() == 0) {
            return;
        }
        recycling = wish;
        next = serving;
        app.event("worker.recycle", wish.worker().n(), "reason=\"" + wish.reason() + "\"");
        roll = new Roll(workers, serving, List.of(wish.worker()), wish.reason(), _ -> {});
    }

    /** Steps that failed are tried again. */
    void forgetFailures() {
        gate.forget();
        problem = null;
    }

    /** Workers that are there stay as they are. */
    void abandon() {
        roll = null;
        next = null;
        recycling = null;
        gate.forgetReplacement();
    }

    // as time passes

    /**
     * Moves on.
     *
     * @return whether a worker that alone was to be replaced stays, for the new one failed
     */
    boolean step(Instant now) {
        choose(now);
        return roll != null && follow(roll, now);
    }

    private void choose(Instant now) {
        if (target.getAsInt() == 0) {
            abandon();
            return;
        }
        if (next != null && recycling == null) {
            advance(now);
            return;
        }
        List<Worker> members = workers.members();
        boolean settling =
                members.stream().anyMatch(it -> it.adopted() && it.stage() == Stage.STARTING);
        boolean stale =
                !serving.sameAs(desired)
                        || members.stream().anyMatch(it -> !it.generation().sameAs(desired));
        if (stale && !settling && (refused == null || !refused.sameAs(desired))) {
            begin(desired, "new settings", now);
        }
    }

    /** Begins to replace all workers; at once if none serves. */
    private void begin(Generation wanted, String why, Instant now) {
        abandon();
        app.scouting().clear();
        refused = null;
        problem = null;
        if (workers.ready().isEmpty()) {
            workers.all().forEach(worker -> worker.retire(why, now));
            gate.shut();
            settle(wanted);
            return;
        }
        task.rolling();
        next = wanted;
        reason = why;
        gate.prepare(wanted);
        advance(now);
    }

    /** From now on this is what serves and is started again. */
    private void settle(Generation generation) {
        serving = generation;
        if (deploying) {
            deploying = false;
            writer.attempt(() -> record.deploy(generation.release(), settings));
            desired = Generation.of(settings, generation.release());
        }
    }

    private void advance(Instant now) {
        if (next == null || roll != null || !gate.begun() || gate.running()) {
            return;
        }
        Optional<Failure> failure = gate.failure();
        if (failure.isPresent()) {
            refuse(next, failure.get());
            return;
        }
        // Workers that are as they should be stay, unless a person wants all replaced.
        partial = task.none() && serving.sameAs(next);
        roll = new Roll(workers, next, outdated(next, now), reason, task::line);
    }

    private List<Worker> outdated(Generation newer, Instant now) {
        List<Worker> olds = new ArrayList<>();
        for (Worker worker : workers.members()) {
            if (partial && worker.generation().sameAs(newer)) {
                continue;
            }
            if (worker.alive()) {
                olds.add(worker);
            } else {
                worker.retire(reason, now); // waits for its next try: a new one does not
            }
        }
        return olds;
    }

    private boolean follow(Roll going, Instant now) {
        boolean some = recycling != null || partial;
        int wanted = some ? going.olds().size() : target.getAsInt();
        Optional<Roll.End> end = going.step(settings.rolling(), wanted, now, app.alarm());
        if (end.isEmpty()) {
            return false;
        }
        Upkeep.Wish wish = recycling;
        Optional<Failure> failed = end.get().failure();
        roll = null;
        next = null;
        recycling = null;
        gate.forget();
        if (wish != null) {
            if (failed.isEmpty()) {
                app.restarts().count(wish.kind());
            }
            return failed.isPresent();
        }
        failed.ifPresentOrElse(
                why -> refuse(going.generation(), why),
                () -> succeeded(going.generation(), end.get().cut()));
        return false;
    }

    private void succeeded(Generation generation, int cut) {
        settle(generation);
        task.rolled(cut);
        app.event("app.rolled", 0, "release=" + generation.release().name());
    }

    private void refuse(Generation generation, Failure why) {
        refused = generation;
        deploying = false;
        next = null;
        gate.forget();
        problem = why;
        String code = why.code().equals("QG7001") ? "QG7001" : "QG7007";
        app.attention("app.rollStopped", 0, "code=" + code + " reason=\"" + why.why() + "\"");
        task.failed(code, why);
    }

    /** Steps of one kind are over; {@code failure} null = they went well. */
    void prepared(long which, @Nullable Failure failure) {
        if (!gate.begun()) {
            return;
        }
        gate.ended(which, failure);
        if (failure != null && next == null) {
            problem = failure;
            task.failed("QG7001", failure);
        }
    }

    // how things are

    AppSettings settings() {
        return settings;
    }

    Generation serving() {
        return serving;
    }

    /** What has to be done before workers start. */
    Gate gate() {
        return gate;
    }

    /** Whether workers are being replaced. */
    boolean rolling() {
        return roll != null;
    }

    /** The same, or what replaces them is being prepared. */
    boolean busy() {
        return roll != null || next != null;
    }

    /** Whether that is for all workers, not only for a worn one. */
    boolean replacingAll() {
        return next != null && recycling == null;
    }

    /** Why something did not come up that was to. */
    Optional<Failure> problem() {
        return Optional.ofNullable(problem);
    }

    /** Name of the release that did not come up; empty if none was refused. */
    String refused() {
        return refused == null ? "" : refused.release().name();
    }

    /**
     * What was being prepared, or could not be: the output of its steps is what people look for.
     */
    Generation preparedLast() {
        if (next != null) {
            return next;
        }
        boolean stepFailed = problem != null && problem.code().equals("QG7001");
        return refused != null && stepFailed ? refused : serving;
    }
}
