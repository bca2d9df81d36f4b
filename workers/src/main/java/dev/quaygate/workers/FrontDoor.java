package dev.quaygate.workers;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells traffic who may get requests, when that changes. One thread. */
final class FrontDoor {
    private final AppContext app;
    private @Nullable List<WorkerAddress> shown; // null until told for the first time
    private String toldWhy = "";

    FrontDoor(AppContext app) {
        this.app = app;
    }

    void show(Workers workers, Duration drain, Supplier<StatusView.Facts> facts) {
        List<WorkerAddress> ready =
                workers.ready().stream().flatMap(worker -> worker.address().stream()).toList();
        if (!ready.equals(shown)) {
            boolean first = ready.isEmpty() != (shown == null || shown.isEmpty());
            shown = ready;
            app.traffic().serve(app.app(), ready, drain);
            if (first) {
                app.neighbours().changed(app.app());
            }
        }
        if (!ready.isEmpty()) {
            toldWhy = "";
            return;
        }
        StatusView.Facts now = facts.get();
        String reason = StatusView.why(now);
        if (reason.equals(toldWhy)) {
            return;
        }
        toldWhy = reason;
        if (StatusView.needsPerson(now)) {
            app.traffic().closed(app.app(), reason);
        } else {
            app.traffic().unavailable(app.app(), reason);
        }
    }
}
