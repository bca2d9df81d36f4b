package dev.quaygate.workers;

import dev.quaygate.workers.settings.Probe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks a process whether it is ready, and from then on whether it is well. One thread. */
final class WorkerProbes {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(5);

    private final WorkerPlace place;
    private final WorkerEnding ending;

    WorkerProbes(WorkerPlace place, WorkerEnding ending) {
        this.place = place;
        this.ending = ending;
    }

    void askIfDue(Instant now) {
        Probe.Health health = place.generation.settings().health();
        boolean ready = place.stage() == Stage.READY;
        LedgerEntry entry = place.entry;
        if (entry == null || (ready && health == null)) {
            return;
        }
        if (!place.checkup.due(now, place.app.alarm())) {
            return;
        }
        place.checkup.asked();
        Outside outside = place.app.outside();
        if (ready && health != null) {
            outside.probe(place.generation, entry, health.probe(), health.timeout());
            return;
        }
        // One that served before us only has to show that it still listens.
        boolean known = place.adopted && entry.served();
        Probe probe = known ? new Probe.Connect() : place.generation.settings().ready().probe();
        outside.probe(place.generation, entry, probe, READY_TIMEOUT);
    }

    /**
     * @param problem null = a good answer
     */
    void answered(@Nullable String problem, Instant now) {
        if (place.stage() == Stage.STARTING) {
            place.checkup.answered(problem, now.plus(readyEvery()));
            if (problem == null) {
                becomeReady(now);
            }
        } else if (place.stage() == Stage.READY) {
            healthAnswered(problem, now);
        }
    }

    private void becomeReady(Instant now) {
        try {
            if (place.entry != null) {
                LedgerEntry serving = place.entry.serving();
                place.entry = serving;
                place.app.ledger().put(serving);
            }
        } catch (IOException e) {
            String why = "the state directory cannot be written: " + e.getMessage();
            place.checkup.answered(why, now.plus(readyEvery()));
            return; // no traffic before it is written down
        }
        place.enter(Stage.READY);
        place.readyAt = now;
        place.history.succeeded();
        Probe.Health health = place.generation.settings().health();
        place.checkup.begin(health == null ? Instant.MAX : now.plus(health.every()));
        place.event("worker.ready", "after=\"" + Message.seconds(place.bootTime()) + "\"");
    }

    private void healthAnswered(@Nullable String problem, Instant now) {
        Probe.Health health = place.generation.settings().health();
        if (health == null) {
            place.checkup.begin(Instant.MAX);
            return;
        }
        place.checkup.answered(problem, now.plus(health.every()));
        if (place.checkup.missed() >= health.fall()) {
            String why = "hung: " + problem + " (" + place.checkup.missed() + " in a row)";
            place.attention("worker.hung", "code=QG7005 reason=\"" + why + "\"");
            place.hung = why;
            ending.retire(why, now);
        }
    }

    /** Other settings may ask for what was not asked so far. */
    void settingsChanged(Probe.@Nullable Health before, Instant now) {
        boolean asks = place.generation.settings().health() != null;
        if (place.stage() == Stage.READY && before == null && asks) {
            place.checkup.begin(now);
        }
    }

    private Duration readyEvery() {
        return place.generation.settings().ready().every();
    }
}
