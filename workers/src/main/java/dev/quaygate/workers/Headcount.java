package dev.quaygate.workers;

import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.settings.AppSettings;

/** How many workers there are to be: what people, settings and use want, and what memory allows. */
final class Headcount {
    private final AppContext app;
    private final AppRecord record;
    private final Upkeep upkeep;

    Headcount(AppContext app, AppRecord record, Upkeep upkeep) {
        this.app = app;
        this.record = record;
        this.upkeep = upkeep;
    }

    int wanted(AppSettings settings) {
        int scaled = scaledTo(settings);
        return scaled > 0
                ? scaled
                : app.neighbours()
                        .fit(app.app())
                        .map(Fit::wanted)
                        .orElse(Math.max(1, settings.workers()));
    }

    int fitting(AppSettings settings) {
        int wanted = wanted(settings);
        return app.neighbours()
                .fit(app.app())
                .map(fit -> Math.min(wanted, fit.fits()))
                .orElse(wanted);
    }

    /** 0 while nobody asks or a person stopped it. */
    int target(AppSettings settings) {
        return record.stopped() || upkeep.idleness().idle() ? 0 : fitting(settings);
    }

    /** For the others, who share the memory with it. */
    void tell(AppSettings settings) {
        app.neighbours().demand(app.app(), scaledTo(settings), upkeep.measuredBytes());
    }

    /** By a command, or else by itself; 0 = as the settings say. */
    private int scaledTo(AppSettings settings) {
        int scaled = record.scaled(settings);
        return scaled > 0 ? scaled : upkeep.scaledTo();
    }
}
