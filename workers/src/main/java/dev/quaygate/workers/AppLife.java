package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.Message.Verb;
import dev.quaygate.workers.settings.AppSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one app. Looks at how things are and moves them towards how they are to be, again
 * after each message and whenever time has passed. One thread.
 */
final class AppLife {
    private final AppContext app;
    private final AppRecord record;
    private final Workers workers;
    private final FrontDoor door;
    private final Upkeep upkeep;
    private final Headcount headcount;
    private final Gate gate;
    private AppSettings settings;
    private Generation serving; // crashed workers are started from it
    private Generation desired; // what the settings and people want
    private boolean removed;
    private @Nullable Roll roll;
    private String rollReason = "";
    private boolean deploying; // what is rolled out is to stay until the settings name another
    private boolean partial; // the roll is about those workers only that are not as they should be
    private boolean recycling; // the roll is about one worn worker
    private RestartReason recycleReason = RestartReason.AGE; // of it
    private @Nullable Generation next; // what is being prepared or rolled out; null = nothing
    private @Nullable Generation refused; // did not come up: not tried again unasked
    private @Nullable Failure problem; // of what was refused
    private @Nullable Task task;

    AppLife(AppContext app, AppRecord record, AppSettings settings) {
        this.app = app;
        this.record = record;
        this.settings = settings;
        this.workers = new Workers(app);
        this.door = new FrontDoor(app);
        this.upkeep = new Upkeep(app, workers);
        this.headcount = new Headcount(app, record, upkeep);
        this.gate = new Gate(app);
        this.serving = Generation.of(settings, record.release(settings));
        this.desired = serving;
        record.failing(serving).ifPresent(app.scouting()::resume);
        upkeep.settings(settings);
        headcount.tell(settings);
    }

    /** What runs from before us. To be called once, before the first {@link #tick}. */
    void adopt(List<LedgerEntry> alive) {
        for (LedgerEntry entry : alive) {
            var generation = new Generation(settings, entry.release(), entry.definition());
            workers.add(Worker.adopted(app, entry, generation));
            app.event("worker.adopted", entry.worker(), "endpoint=" + entry.address());
        }
        if (!alive.isEmpty()) {
            gate.passed();
            upkeep.adopted(alive.size());
            headcount.tell(settings);
        }
    }

    void hear(Message message) {
        Instant now = app.clock().instant();
        switch (message) {
            case Message.Wake() -> {}
            case Message.NewSettings(AppSettings newer) -> take(newer);
            case Message.Removed() -> removed = true;
            case Message.Command(Verb verb, RunningOperation operation, var refusal) -> {
                String refused = refusal(verb);
                if (refused.isEmpty()) {
                    command(verb, operation, now);
                }
                refusal.complete(refused);
            }
            case Message.Status(var answer) -> answer.complete(status());
            case Message.Launched(String instance, var process) ->
                    workers.find(instance).ifPresent(it -> it.launched(process, now));
            case Message.LaunchFailed(String instance, Failure failure) ->
                    workers.find(instance).ifPresent(it -> it.launchFailed(failure));
            case Message.Ended(String instance, String reason) ->
                    workers.find(instance).ifPresent(it -> it.ended(reason, now));
            case Message.Swept(String instance, int left) ->
                    workers.find(instance).ifPresent(it -> it.swept(left, now));
            case Message.Probed(String instance, String failed) ->
                    workers.find(instance).ifPresent(it -> it.probed(failed, now));
            case Message.Measured(var usage) -> {
                upkeep.measured(usage, settings, target(), now);
                headcount.tell(settings);
            }
            case Message.Prepared(long which, Failure failure) -> prepared(which, failure);
        }
    }

    /** Moves on; the alarm says when it wants to look again at the latest. */
    void tick() {
        Instant now = app.clock().instant();
        app.alarm().clear();
        upkeep.idleness().watch(settings.idleStop(), now);
        chooseGeneration(now);
        if (roll != null) {
            continueRoll(roll, now);
        }
        if (roll == null && next == null) {
            reconcile(now);
        }
        workers.tick(now, target() > 0, roll != null);
        attempt(() -> record.failing(app.scouting().streak(), serving));
        door.show(workers, settings.stop().drain(), this::view);
        if (task != null && task.ended()) {
            task = null;
        }
        recordServed();
        upkeep.look(settings, now, roll == null && task == null).ifPresent(this::replaceOne);
    }

    /** Whether apps that wait for this one may start: it serves, or would when asked. */
    boolean ready() {
        return !workers.ready().isEmpty() || upkeep.idleness().idle();
    }

    /** Nothing is left to do for an app that was removed. */
    boolean over() {
        return removed && workers.isEmpty();
    }

    /** Why this cannot be done now; empty if it can. */
    private String refusal(Verb verb) {
        if (task != null) {
            return task.verb() + " of " + app.app() + " still runs";
        }
        if (next != null && !recycling) {
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
                verb instanceof Verb.Rollback && record.before(serving.release()).isEmpty();
        return nothingBefore ? "no release of " + app.app() + " served before this one" : "";
    }

    private int target() {
        return removed ? 0 : headcount.target(settings);
    }

    // which generation

    private void take(AppSettings newer) {
        settings = newer;
        removed = false;
        upkeep.settings(newer);
        headcount.tell(settings);
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

    private void chooseGeneration(Instant now) {
        if (target() == 0) {
            abandonRoll();
            return;
        }
        if (next != null && !recycling) {
            advance(now);
            return;
        }
        List<Worker> members = workers.members();
        boolean settling =
                members.stream()
                        .anyMatch(it -> it.adopted() && it.stage() == Worker.Stage.STARTING);
        boolean stale =
                !serving.sameAs(desired)
                        || members.stream().anyMatch(it -> !it.generation().sameAs(desired));
        if (stale && !settling && (refused == null || !refused.sameAs(desired))) {
            begin(desired, "new settings", now);
        }
    }

    /** Begins to replace all workers; at once if none serves. */
    private void begin(Generation wanted, String reason, Instant now) {
        abandonRoll();
        app.scouting().clear();
        refused = null;
        problem = null;
        if (workers.ready().isEmpty()) {
            workers.all().forEach(worker -> worker.retire(reason, now));
            gate.shut();
            settle(wanted);
            return;
        }
        if (task != null) {
            task.rolling();
        }
        next = wanted;
        rollReason = reason;
        gate.prepare(wanted);
        advance(now);
    }

    /** From now on this is what serves and is started again. */
    private void settle(Generation generation) {
        serving = generation;
        if (deploying) {
            deploying = false;
            attempt(() -> record.deploy(generation.release(), settings));
            desired = Generation.of(settings, generation.release());
        }
    }

    private void advance(Instant now) {
        if (next == null || roll != null || !gate.begun() || gate.running()) {
            return;
        }
        Optional<Failure> failure = gate.failure();
        if (failure.isPresent()) {
            refuse(failure.get());
            return;
        }
        // Workers that are as they should be stay, unless a person wants all replaced.
        partial = task == null && serving.sameAs(next);
        List<Worker> olds = new ArrayList<>();
        for (Worker worker : workers.members()) {
            if (partial && worker.generation().sameAs(next)) {
                continue;
            }
            if (worker.alive()) {
                olds.add(worker);
            } else {
                worker.retire(rollReason, now); // waits for its next try: a new one does not
            }
        }
        roll = new Roll(workers, next, olds, rollReason, this::progress);
    }

    private void continueRoll(Roll now, Instant time) {
        boolean one = recycling;
        var end =
                now.step(
                        settings.rolling(),
                        one || partial ? now.olds().size() : target(),
                        time,
                        app.alarm());
        if (end.isEmpty()) {
            return;
        }
        roll = null;
        Generation tried = now.generation();
        next = null;
        gate.forget();
        Optional<Failure> failed = end.get().failure();
        recycling = false;
        if (one) {
            failed.ifPresentOrElse(
                    _ -> upkeep.wishFailed(time), () -> app.restarts().count(recycleReason));
            return;
        }
        if (failed.isPresent()) {
            next = tried;
            refuse(failed.get());
            return;
        }
        settle(tried);
        if (task != null) {
            task.rolled(end.get().cut());
        }
        app.event("app.rolled", 0, "release=" + tried.release().name());
    }

    private void refuse(Failure why) {
        refused = next;
        deploying = false;
        next = null;
        gate.forget();
        problem = why;
        String code = why.code().equals("QG7001") ? "QG7001" : "QG7007";
        app.attention("app.rollStopped", 0, "code=" + code + " reason=\"" + why.why() + "\"");
        if (task != null) {
            task.failed(code, why);
        }
    }

    private void abandonRoll() {
        roll = null;
        next = null;
        recycling = false;
        gate.forgetReplacement();
    }

    private void replaceOne(Upkeep.Wish wish) {
        if (roll == null && next == null && task == null && target() > 0) {
            recycling = true;
            next = serving;
            app.event("worker.recycle", wish.worker().n(), "reason=\"" + wish.reason() + "\"");
            roll = new Roll(workers, serving, List.of(wish.worker()), wish.reason(), _ -> {});
            recycleReason = wish.kind();
        }
    }

    private void progress(String line) {
        if (task != null) {
            task.line(line);
        }
    }

    // as many as there are to be

    private void reconcile(Instant now) {
        int target = target();
        if (workers.members().size() > target) {
            workers.shrink(target, stopReason(), now);
        }
        if (target == 0) {
            gate.shut();
            app.scouting().clear();
            return;
        }
        if (!gate.open(serving, settings.after())) {
            return;
        }
        while (workers.members().size() < target) {
            workers.replace(serving);
        }
    }

    private String stopReason() {
        if (removed) {
            return "app removed";
        }
        if (record.stopped()) {
            return "stopped";
        }
        return upkeep.idleness().idle() ? "idle" : "fewer workers";
    }

    private void prepared(long which, @Nullable Failure failure) {
        if (!gate.begun()) {
            return;
        }
        gate.ended(which, failure);
        if (failure != null && next == null) {
            problem = failure;
            if (task != null) {
                task.failed("QG7001", failure);
            }
        }
    }

    private void recordServed() {
        if (roll == null && next == null && !workers.ready().isEmpty()) {
            attempt(() -> record.served(serving.release()));
        }
    }

    // what a person asks for

    private void command(Verb verb, RunningOperation operation, Instant now) {
        abandonRoll(); // of a recycled worker
        upkeep.idleness().wake(now);
        task = new Task(app.app(), verb, operation, workers, this::target);
        switch (verb) {
            case Verb.Restart() -> {
                // A link may have been turned to another release since.
                desired = Generation.of(settings, record.release(settings));
                begin(desired, "restart", now);
            }
            case Verb.Scale(int count) -> {
                attempt(() -> record.scale(count, settings));
                headcount.tell(settings);
            }
            case Verb.Deploy(Release release) -> deploy(release, now);
            case Verb.Rollback() ->
                    record.before(serving.release()).ifPresent(release -> deploy(release, now));
            case Verb.Stop() -> attempt(() -> record.stopped(true));
            case Verb.Start() -> {
                attempt(() -> record.stopped(false));
                gate.forget(); // steps that failed are tried again
                problem = null;
            }
        }
    }

    private void deploy(Release release, Instant now) {
        deploying = true;
        begin(Generation.of(settings, release), "deploy", now);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void attempt(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            app.attention("app.stateUnwritable", 0, "reason=\"" + e.getMessage() + "\"");
            if (task != null) {
                task.failed(
                        "",
                        new Failure("", "state cannot be written: " + e.getMessage(), List.of()));
            }
        }
    }

    // what is told

    AppStatus status() {
        return StatusView.of(view(), upkeep);
    }

    /**
     * What was being prepared, or could not be: the output of its steps is what people look for.
     */
    private Generation preparedLast() {
        if (next != null) {
            return next;
        }
        boolean stepFailed = problem != null && problem.code().equals("QG7001");
        return refused != null && stepFailed ? refused : serving;
    }

    private StatusView.Facts view() {
        return new StatusView.Facts(
                app,
                settings,
                serving,
                preparedLast(),
                headcount.wanted(settings),
                headcount.fitting(settings),
                workers.scout().map(Worker::n).orElse(0),
                record.stopped() || removed,
                upkeep.idleness().idle(),
                gate.running(),
                gate.waitingFor(),
                problem,
                refused == null ? "" : refused.release().name(),
                workers.all());
    }
}
