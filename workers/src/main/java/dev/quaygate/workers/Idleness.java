package dev.quaygate.workers;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether nobody has asked an app for so long that its workers may rest. One thread. */
final class Idleness {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_WHILE_IDLE = Duration.ofMillis(100);

    private final AppContext app;
    private final Workers workers;
    private Instant lastUse;
    private long completed;
    private boolean idle;

    Idleness(AppContext app, Workers workers) {
        this.app = app;
        this.workers = workers;
        this.lastUse = app.clock().instant();
    }

    boolean idle() {
        return idle;
    }

    /** As if somebody had asked. */
    void wake(Instant now) {
        idle = false;
        lastUse = now;
    }

    /**
     * @param limit null = never idle
     */
    void watch(@Nullable Duration limit, Instant now) {
        if (limit == null) {
            wake(now);
            return;
        }
        if (used()) {
            wake(now);
        }
        if (!idle && !now.isBefore(lastUse.plus(limit))) {
            idle = true;
            app.event("app.idle", 0, "after=\"" + limit.toSeconds() + " s\"");
        }
        app.alarm().at(now.plus(idle ? LOOK_WHILE_IDLE : LOOK));
    }

    private boolean used() {
        if (app.traffic().queued(app.app()) > 0) {
            return true;
        }
        if (idle) {
            return false;
        }
        long ended = 0;
        boolean busy = workers.ready().isEmpty(); // while it boots it does not count as unused
        for (Worker worker : workers.all()) {
            ended += worker.completed();
            busy |= worker.inFlight() > 0;
        }
        boolean moved = ended != completed;
        completed = ended;
        return busy || moved;
    }
}
