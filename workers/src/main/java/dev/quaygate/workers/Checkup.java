package dev.quaygate.workers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When something about a worker is asked again, and what the last answers said. One thread. */
final class Checkup {
    private Instant next = Instant.MAX;
    private boolean asking;
    private int missed;
    private String lastMiss = "";

    /** Asks from then on; whatever was asked before does not count any more. */
    void begin(Instant at) {
        next = at;
        asking = false;
        missed = 0;
        lastMiss = "";
    }

    /** Whether to ask now. If not, the alarm rings when it is time, or the answer comes. */
    boolean due(Instant now, Alarm alarm) {
        if (!asking && now.isBefore(next)) {
            alarm.at(next);
        }
        return !asking && !now.isBefore(next);
    }

    void asked() {
        asking = true;
    }

    /**
     * @param problem null = a good answer
     * @param again when to ask next
     */
    void answered(@Nullable String problem, Instant again) {
        asking = false;
        next = again;
        missed = problem == null ? 0 : missed + 1;
        lastMiss = problem == null ? "" : problem;
    }

    /** Bad answers in a row. */
    int missed() {
        return missed;
    }

    /** What the last answer said; empty if it was good. */
    String lastMiss() {
        return lastMiss;
    }
}
