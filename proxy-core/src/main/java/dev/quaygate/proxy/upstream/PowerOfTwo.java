package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws two by weight and takes the one with fewer requests in flight per weight, the first if they
 * are level, so that an idle pool is shared by weight. An endpoint that has just joined is drawn no
 * more often than the others: it fills up without a rush.
 */
final class PowerOfTwo implements Balancer {
    private static final int DRAWS = 4;

    private final Candidates candidates;

    PowerOfTwo(Candidates candidates) {
        this.candidates = candidates;
    }

    @Override
    public int pick(LoopLocal loop, long now, @Nullable Endpoint exclude, Candidates.Level level) {
        int first = draw(loop.random, now, exclude, level, NONE);
        if (first == NONE || candidates.size() == 1) {
            return first;
        }
        int second = draw(loop.random, now, exclude, level, first);
        return second != NONE && candidates.lessLoaded(second, first) ? second : first;
    }

    private int draw(
            RandomGenerator random,
            long now,
            @Nullable Endpoint exclude,
            Candidates.Level level,
            int except) {
        for (int i = 0; i < DRAWS; i++) {
            int drawn = candidates.at(random.nextInt(candidates.totalWeight()));
            if (drawn != except && candidates.accepts(drawn, now, exclude, level)) {
                return drawn;
            }
        }
        return scan(random, now, exclude, level, except);
    }

    /** One pass that keeps each accepted candidate with its share of the weight seen so far. */
    private int scan(
            RandomGenerator random,
            long now,
            @Nullable Endpoint exclude,
            Candidates.Level level,
            int except) {
        int kept = NONE;
        int seen = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (i == except || !candidates.accepts(i, now, exclude, level)) {
                continue;
            }
            seen += candidates.weight(i);
            if (random.nextInt(seen) < candidates.weight(i)) {
                kept = i;
            }
        }
        return kept;
    }
}
