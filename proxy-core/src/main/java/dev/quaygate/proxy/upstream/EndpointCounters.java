package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.CauseCounts;
import dev.quaygate.proxy.observe.LatencyHistogram;

/** Counters of one endpoint: cells of the loops. Writing on the loop of that index only. */
final class EndpointCounters {
    private static final int STRIDE = 16;

    private final long[] attempts;
    private final CauseCounts failures;
    private final LatencyHistogram connects;

    EndpointCounters(int loops) {
        attempts = new long[(loops + 1) * STRIDE];
        failures = new CauseCounts(loops);
        connects = new LatencyHistogram(loops);
    }

    void attempt(int loop) {
        attempts[(loop + 1) * STRIDE]++;
    }

    long attempts() {
        long sum = 0;
        for (int at = STRIDE; at < attempts.length; at += STRIDE) {
            sum += attempts[at];
        }
        return sum;
    }

    CauseCounts failures() {
        return failures;
    }

    LatencyHistogram connects() {
        return connects;
    }
}
