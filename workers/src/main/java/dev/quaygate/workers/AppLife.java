package dev.quaygate.workers;

import dev.quaygate.workers.settings.AppSettings;
import java.time.Instant;
import java.util.List;

/**
 * Decides for one app. Looks at how things are and moves them towards how they are to be, again
 * after each message and whenever time has passed: {@link Rollout} which workers, {@link Headcount}
 * how many, {@link Commands} what people want, {@link Upkeep} what use and wear ask for. One
 * thread.
 */
final class AppLife {
    private final AppContext app;
    private final AppRecord record;
    private final Workers workers;
    private final FrontDoor door;
    private final Upkeep upkeep;
    private final Headcount headcount;
    private final OpenTask task = new OpenTask();
    private final RecordWriter writer;
    private final Rollout rollout;
    private final Commands commands;
    private boolean removed;

    AppLife(AppContext app, AppRecord record, AppSettings settings) {
        this.app = app;
        this.record = record;
        this.workers = new Workers(app);
        this.door = new FrontDoor(app);
        this.upkeep = new Upkeep(app, workers);
        this.headcount = new Headcount(app, record, upkeep);
        this.writer = new RecordWriter(app, task);
        this.rollout = new Rollout(app, workers, record, task, settings, this::target);
        this.commands =
                new Commands(app, record, task, workers, rollout, upkeep.idleness(), this::target);
        record.failing(rollout.serving()).ifPresent(app.scouting()::resume);
        upkeep.settings(settings);
        headcount.tell(settings);
    }

    /** What runs from before us. To be called once, before the first {@link #tick}. */
    void adopt(List<LedgerEntry> alive) {
        for (LedgerEntry entry : alive) {
            var generation = new Generation(settings(), entry.release(), entry.definition());
            workers.add(Worker.adopted(app, entry, generation));
            app.event("worker.adopted", entry.worker(), "endpoint=" + entry.address());
        }
        if (!alive.isEmpty()) {
            rollout.gate().passed();
            upkeep.adopted(alive.size());
            headcount.tell(settings());
        }
    }

    void hear(Message message) {
        Instant now = app.clock().instant();
        switch (message) {
            case Message.Wake() -> {}
            case Message.NewSettings(AppSettings newer) -> take(newer);
            case Message.Removed() -> removed = true;
            case Message.Command(var verb, var operation, var refusal) -> {
                refusal.complete(commands.begin(verb, operation, now));
                headcount.tell(settings());
            }
            case Message.Status(var answer) -> answer.complete(status());
            case Message.Launched(String instance, var process) ->
                    workers.find(instance).ifPresent(it -> it.launched(process, now));
            case Message.LaunchFailed(String instance, var failure) ->
                    workers.find(instance).ifPresent(it -> it.launchFailed(failure));
            case Message.Ended(String instance, String reason) ->
                    workers.find(instance).ifPresent(it -> it.ended(reason, now));
            case Message.Swept(String instance, int left) ->
                    workers.find(instance).ifPresent(it -> it.swept(left, now));
            case Message.Probed(String instance, String failed) ->
                    workers.find(instance).ifPresent(it -> it.probed(failed, now));
            case Message.Measured(var usage) -> {
                upkeep.measured(usage, settings(), target(), now);
                headcount.tell(settings());
            }
            case Message.Prepared(long which, var failure) -> rollout.prepared(which, failure);
        }
    }

    private void take(AppSettings newer) {
        removed = false;
        upkeep.settings(newer);
        headcount.tell(newer);
        rollout.take(newer);
    }

    /** Moves on; the alarm says when it wants to look again at the latest. */
    void tick() {
        Instant now = app.clock().instant();
        app.alarm().clear();
        upkeep.idleness().watch(settings().idleStop(), now);
        if (rollout.step(now)) {
            upkeep.wishFailed(now);
        }
        if (!rollout.busy()) {
            reconcile(now);
        }
        workers.tick(now, target() > 0, rollout.rolling());
        writer.attempt(() -> record.failing(app.scouting().streak(), rollout.serving()));
        door.show(workers, settings().stop().drain(), this::view);
        task.look();
        recordServed();
        upkeep.look(settings(), now, !rollout.rolling() && task.none())
                .ifPresent(rollout::replaceOne);
    }

    /** Whether apps that wait for this one may start: it serves, or would when asked. */
    boolean ready() {
        return !workers.ready().isEmpty() || upkeep.idleness().idle();
    }

    /** Nothing is left to do for an app that was removed. */
    boolean over() {
        return removed && workers.isEmpty();
    }

    private AppSettings settings() {
        return rollout.settings();
    }

    private int target() {
        return removed ? 0 : headcount.target(settings());
    }

    /** As many as there are to be. */
    private void reconcile(Instant now) {
        int target = target();
        if (workers.members().size() > target) {
            workers.shrink(target, stopReason(), now);
        }
        if (target == 0) {
            rollout.gate().shut();
            app.scouting().clear();
            return;
        }
        if (!rollout.gate().open(rollout.serving(), settings().after())) {
            return;
        }
        while (workers.members().size() < target) {
            workers.replace(rollout.serving());
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

    private void recordServed() {
        if (!rollout.busy() && !workers.ready().isEmpty()) {
            writer.attempt(() -> record.served(rollout.serving().release()));
        }
    }

    AppStatus status() {
        return StatusView.of(view(), upkeep);
    }

    private StatusView.Facts view() {
        return new StatusView.Facts(
                app,
                settings(),
                rollout.serving(),
                rollout.preparedLast(),
                headcount.wanted(settings()),
                headcount.fitting(settings()),
                workers.scout().map(Worker::n).orElse(0),
                record.stopped() || removed,
                upkeep.idleness().idle(),
                rollout.gate().running(),
                rollout.gate().waitingFor(),
                rollout.problem().orElse(null),
                rollout.refused(),
                workers.all());
    }
}
