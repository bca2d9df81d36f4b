package dev.quaygate.workers;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of a process, asked for or not: drained if it serves, signalled, killed if it must be,
 * its session emptied. Then its place is gone, or waits for the next try. One thread.
 */
final class WorkerEnding {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final WorkerPlace place;

    WorkerEnding(WorkerPlace place) {
        this.place = place;
    }

    /** For good: drained first if it serves. */
    void retire(String reason, Instant now) {
        if (place.retiring) {
            return;
        }
        place.retiring = true;
        switch (place.stage()) {
            case WAITING -> place.enter(Stage.GONE);
            case READY -> {
                place.endReason = reason;
                place.enter(Stage.DRAINING);
                place.deadline = now.plus(place.generation.settings().stop().drain());
            }
            case STARTING -> {
                place.endReason = reason;
                signal(now);
            }
            case LAUNCHING -> place.endReason = reason;
            case DRAINING, STOPPING, SWEEPING, GONE -> {}
        }
    }

    /** At once, as for memory; another process follows in its place. */
    void killFor(String reason, Instant now) {
        switch (place.stage()) {
            case STARTING, READY, DRAINING -> {
                place.failed("QG7006", reason);
                place.endReason = reason;
                place.restartReason = RestartReason.HARD_MEMORY;
                place.enter(Stage.STOPPING);
                kill();
                place.deadline = now.plusSeconds(1);
            }
            case WAITING, LAUNCHING, STOPPING, SWEEPING, GONE -> {}
        }
    }

    void signal(Instant now) {
        place.signalledAt = now;
        place.enter(Stage.STOPPING);
        var stop = place.generation.settings().stop();
        place.deadline = now.plus(stop.grace());
        if (place.entry != null) {
            place.app.outside().signal(place.entry, stop.signal());
        }
    }

    private void kill() {
        if (place.entry != null) {
            place.app.outside().kill(place.entry);
        }
    }

    // as time passes

    void whileDraining(Instant now) {
        int inFlight = place.inFlight();
        boolean settled = !now.isBefore(place.since().plus(WorkerPlace.FIRST_LOOK));
        if (settled && (inFlight == 0 || !now.isBefore(place.deadline))) {
            place.cut = inFlight;
            signal(now);
            return;
        }
        place.app.alarm().at(now.plus(LOOK));
    }

    void whileStopping(Instant now) {
        killIfLate(now); // and again, should it have forked just then
        place.app.alarm().at(place.deadline);
    }

    void whileSweeping(Instant now) {
        if (place.entry == null || !place.checkup.due(now, place.app.alarm())) {
            return;
        }
        killIfLate(now);
        place.checkup.asked();
        place.app.outside().sweep(place.entry);
    }

    private void killIfLate(Instant now) {
        if (!now.isBefore(place.deadline)) {
            kill();
            place.deadline = now.plusSeconds(1);
        }
    }

    // what is heard of it

    /**
     * The process is not there any more.
     *
     * @param reason as in {@code exit 1}
     */
    void ended(String reason, Instant now) {
        Stage stage = place.stage();
        if (stage == Stage.GONE || stage == Stage.WAITING || stage == Stage.SWEEPING) {
            return;
        }
        boolean asked = place.endReason != null;
        String why = place.endReason == null ? reason : place.endReason;
        if (!asked) {
            endedUnasked(reason);
        }
        place.endReason = why;
        // Those it was told to end with have their grace too; orphans of a crash have none.
        place.deadline = asked && stage == Stage.STOPPING ? place.deadline : now;
        place.enterKeepingDeadline(Stage.SWEEPING);
        if (!asked) {
            kill();
            place.deadline = now.plusSeconds(1);
        }
        place.checkup.begin(now);
    }

    private void endedUnasked(String reason) {
        boolean memory = reason.equals(ExitReason.HARD_MEMORY);
        place.restartReason = memory ? RestartReason.HARD_MEMORY : RestartReason.EXIT;
        String code = memory ? "QG7006" : "QG7002";
        place.failed(code, "worker " + place.n + " ended: " + reason);
        place.attention("worker.exited", "code=" + code + " reason=\"" + reason + "\"");
    }

    /**
     * @param left processes of its session
     */
    void swept(int left, Instant now) {
        place.checkup.answered(null, now.plus(LOOK));
        if (place.stage() == Stage.SWEEPING && left == 0) {
            finished(place.endReason == null ? "ended" : place.endReason);
        }
    }

    /** Nothing is left of it. */
    void finished(String reason) {
        if (place.entry != null) {
            place.app.outside().forget(place.entry);
            try {
                place.app.ledger().remove(place.entry.instance());
            } catch (IOException _) {
                // A line about a process that is gone does no harm: it is not adopted.
            }
        }
        place.history.follows(reason);
        Instant ready = place.readyAt;
        Duration readyFor =
                ready == null ? null : Duration.between(ready, place.app.clock().instant());
        place.entry = null;
        place.readyAt = null;
        place.adopted = false;
        if (place.retiring) {
            place.event("worker.stopped", "reason=\"" + reason + "\"");
            place.enter(Stage.GONE);
            return;
        }
        place.history.restarted(place.restartReason);
        backOff(readyFor, reason);
    }

    private void backOff(@Nullable Duration readyFor, String reason) {
        boolean looped = place.looping();
        Scouting scouting = place.app.scouting();
        if (readyFor == null) {
            place.history.raise(scouting.before(place.launchedAt));
        }
        var policy = place.generation.settings().restart();
        RestartBackoff next = place.history.next(policy, readyFor, place.app.random());
        place.enter(Stage.WAITING);
        place.deadline = place.since().plus(next.delay());
        place.repair.begin(place.since());
        if (readyFor == null) {
            String who = "worker " + place.n + ": ";
            scouting.failed(place.launchedAt, place.since(), next, who + reason);
        }
        if (next.failures() >= policy.crashLoop() && !looped) {
            String facts = " failures=" + next.failures() + " next=" + place.deadline;
            place.attention("app.crashLoop", "code=QG7002" + facts + " reason=\"" + reason + "\"");
        }
    }
}
