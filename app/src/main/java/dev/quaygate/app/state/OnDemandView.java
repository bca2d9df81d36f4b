package dev.quaygate.app.state;

import dev.quaygate.acme.ondemand.DemandCounters;
import java.util.Set;

/**
 * Certificates on demand, for people and metrics.
 *
 * @param on whether the configuration allows any
 * @param sets ids of the sets that clients brought
 * @param counters what became of handshakes for unknown names
 */
public record OnDemandView(boolean on, Set<String> sets, DemandCounters counters, Waiting waiting) {
    public OnDemandView {
        sets = Set.copyOf(sets);
    }

    /**
     * Handshakes that wait for their first certificate.
     *
     * @param now how many
     * @param turnedAway how many found no place, since the start
     */
    public record Waiting(int now, long turnedAway) {}

    /** Nobody asks, nothing is allowed. */
    public static OnDemandView none() {
        return new OnDemandView(false, Set.of(), new DemandCounters(), new Waiting(0, 0));
    }
}
