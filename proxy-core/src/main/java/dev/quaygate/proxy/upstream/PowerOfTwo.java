package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the one whose turn it is by weight, unless another one, drawn by weight, has clearly less
 * to do. Turns instead of a first draw keep an even pool even also over a few hundred requests. An
 * endpoint that has just joined has no more turns than the others: it fills up without a rush.
 */
final class PowerOfTwo implements Balancer {
    private static final int DRAWS = 4;
    private static final int STRIDE = 16;

    private final Candidates candidates;
    private final int total;
    private final int step;

    /** Point of the total weight that is next, per loop and each on a cache line of its own. */
    private final int[] turns;

    PowerOfTwo(Candidates candidates, int loops) {
        this.candidates = candidates;
        this.total = candidates.totalWeight();
        this.step = step(total);
        this.turns = new int[(loops + 1) * STRIDE];
        for (int loop = 0; loop < loops; loop++) {
            turns[(loop + 1) * STRIDE] = (int) ((long) total * loop / loops);
        }
    }

    /** A step that visits every point before any again, and neighbours far apart. */
    private static int step(int total) {
        int step = Math.max(1, (int) (total * 0.618));
        while (gcd(step, total) > 1) {
            step++;
        }
        return step;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public int pick(LoopLocal loop, long now, @Nullable Endpoint exclude, Candidates.Level level) {
        int first = turn(loop, now, exclude, level);
        if (first == NONE || candidates.size() == 1) {
            return first;
        }
        int second = draw(loop.random, now, exclude, level, first);
        return second != NONE && candidates.busier(first, second, loop.index) ? second : first;
    }

    private int turn(LoopLocal loop, long now, @Nullable Endpoint exclude, Candidates.Level level) {
        int cell = (loop.index + 1) * STRIDE;
        int point = turns[cell];
        int next = point + step;
        turns[cell] = next >= total ? next - total : next;
        int candidate = candidates.at(point);
        return candidates.accepts(candidate, now, exclude, level)
                ? candidate
                : draw(loop.random, now, exclude, level, NONE);
    }

    private int draw(
            RandomGenerator random,
            long now,
            @Nullable Endpoint exclude,
            Candidates.Level level,
            int except) {
        for (int i = 0; i < DRAWS; i++) {
            int drawn = candidates.at(random.nextInt(total));
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
