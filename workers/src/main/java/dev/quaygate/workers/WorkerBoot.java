package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.launch.LaunchProblem;
import dev.quaygate.workers.launch.ProcessId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** From waiting to a process that is ready, or not ready in time. One thread. */
final class WorkerBoot {
    private final WorkerPlace place;
    private final WorkerEnding ending;

    WorkerBoot(WorkerPlace place, WorkerEnding ending) {
        this.place = place;
        this.ending = ending;
    }

    /** Takes over a process from before. */
    void adopt(LedgerEntry entry) {
        place.adopted = true;
        place.entry = entry;
        place.enter(Stage.STARTING);
        place.launchedAt = entry.started();
        place.deadline = place.since().plus(within());
        place.checkup.begin(place.since());
        place.app.outside().adopt(place.generation.settings(), entry);
    }

    /** Another one tries in its place with the files that there are now. */
    void sawFiles(Instant now) {
        place.repair.remember(place.generation);
        place.repair.begin(now);
    }

    void whileWaiting(Instant now, boolean mayStart) {
        if (place.repair.repaired(place.generation, now)) {
            place.deadline = now; // no need to wait on
            place.app.scouting().hurry(now);
        }
        if (mayStart && !now.isBefore(place.deadline)) {
            launch(now);
            return;
        }
        Alarm alarm = place.app.alarm();
        alarm.at(place.deadline.isAfter(now) ? place.deadline : now.plusSeconds(1));
        alarm.at(place.repair.next());
    }

    private void launch(Instant now) {
        place.repair.remember(place.generation);
        place.enter(Stage.LAUNCHING);
        place.launchedAt = now;
        place.endReason = null;
        place.restartReason = RestartReason.EXIT;
        Outside outside = place.app.outside();
        try {
            WorkerAddress address = outside.address(place.generation.settings(), place.n);
            var intent = LedgerEntry.intent(place.n, place.generation, address, now);
            place.entry = intent;
            place.app.ledger().put(intent); // before the fork: found again whatever happens to us
            outside.launch(place.generation, intent);
        } catch (LaunchProblem e) {
            failed(new Failure("QG7002", String.valueOf(e.getMessage()), List.of()));
        } catch (IOException e) {
            String why = "the state directory cannot be written: " + e.getMessage();
            failed(new Failure("QG7002", why, List.of()));
        }
    }

    void launched(ProcessId process, Instant now) {
        if (place.entry == null) {
            return;
        }
        LedgerEntry running = place.entry.running(process);
        place.entry = running;
        try {
            place.app.ledger().put(running);
        } catch (IOException e) {
            // It can still be found by its mark; but to serve it must be written down.
            String why = "cannot be written down: " + e.getMessage();
            place.failedBefore("QG7002", why);
            place.endReason = why;
            place.restartReason = RestartReason.START;
        }
        place.event("worker.started", "pid=" + process.pid() + " endpoint=" + running.address());
        place.enter(Stage.STARTING);
        place.deadline = now.plus(within());
        place.checkup.begin(now.plus(firstLook()));
        if (place.retiring || place.endReason != null) {
            ending.signal(now);
        }
    }

    void failed(Failure why) {
        place.history.failed(why);
        String facts = "code=" + why.code() + " reason=\"" + why.why() + "\"";
        place.attention("worker.launchFailed", facts);
        place.restartReason = RestartReason.START;
        ending.finished("could not start: " + why.why());
    }

    /** Whether it was given up. */
    boolean tooLate(Instant now) {
        if (now.isBefore(place.deadline)) {
            place.app.alarm().at(place.deadline);
            return false;
        }
        String miss = place.checkup.lastMiss();
        String why =
                "not ready within "
                        + within().toSeconds()
                        + " s"
                        + (miss.isEmpty() ? "" : ": " + miss);
        place.failed("QG7003", why);
        place.attention("worker.notReady", "code=QG7003 reason=\"" + why + "\"");
        place.endReason = why;
        place.restartReason = RestartReason.NOT_READY;
        ending.signal(now);
        return true;
    }

    private Duration within() {
        return place.generation.settings().ready().within();
    }

    private Duration firstLook() {
        Duration every = place.generation.settings().ready().every();
        return every.compareTo(WorkerPlace.FIRST_LOOK) < 0 ? every : WorkerPlace.FIRST_LOOK;
    }
}
