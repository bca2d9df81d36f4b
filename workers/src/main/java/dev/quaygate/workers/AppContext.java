package dev.quaygate.workers;

import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.resources.Machine;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What all parts of one app share. */
record AppContext(
        String app,
        Outside outside,
        Traffic traffic,
        WorkerEvents events,
        Neighbours neighbours,
        Machine machine,
        InstantSource clock,
        RandomGenerator random,
        WorkerLedger ledger,
        Alarm alarm,
        Restarts restarts,
        Scouting scouting) {
    /** What an app needs to know of the others. */
    interface Neighbours {
        boolean ready(String app);

        Optional<Fit> fit(String app);

        /**
         * Tells how many workers this app wants, and what one was measured to take; 0 = unknown.
         */
        void demand(String app, int scaledTo, long measuredBytes);

        /** Something about this app changed that others may wait for. */
        void changed(String app);
    }

    void event(String kind, int worker, String text) {
        events.happened(kind, app, worker, false, text);
    }

    void attention(String kind, int worker, String text) {
        events.happened(kind, app, worker, true, text);
    }
}
