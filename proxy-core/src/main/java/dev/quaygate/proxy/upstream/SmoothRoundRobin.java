package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import org.jspecify.annotations.Nullable;

/**
 * In turn by weight, spread out: everyone gains its weight each turn, the richest is taken and pays
 * what all gained. Each loop has a round of its own and starts at another place of it.
 */
final class SmoothRoundRobin implements Balancer {
    private final Candidates candidates;
    private final long[][] credit;

    SmoothRoundRobin(Candidates candidates, int loops) {
        this.candidates = candidates;
        this.credit = new long[loops][candidates.size()];
        for (int loop = 0; loop < loops; loop++) {
            for (int turn = 0; turn < loop % Math.max(1, candidates.size()); turn++) {
                take(credit[loop], 0, null, null);
            }
        }
    }

    @Override
    public int pick(LoopLocal loop, long now, @Nullable Endpoint exclude, Candidates.Level level) {
        return take(credit[loop.index], now, exclude, level);
    }

    private int take(
            long[] credits,
            long now,
            @Nullable Endpoint exclude,
            Candidates.@Nullable Level level) {
        int richest = NONE;
        long gained = 0;
        for (int i = 0; i < credits.length; i++) {
            if (level != null && !candidates.accepts(i, now, exclude, level)) {
                continue;
            }
            credits[i] += candidates.weight(i);
            gained += candidates.weight(i);
            if (richest == NONE || credits[i] > credits[richest]) {
                richest = i;
            }
        }
        if (richest != NONE) {
            credits[richest] -= gained;
        }
        return richest;
    }
}
