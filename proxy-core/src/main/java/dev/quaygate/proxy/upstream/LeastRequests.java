package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import org.jspecify.annotations.Nullable;

/** Takes the one with the fewest requests in flight per weight; draws by weight between equals. */
final class LeastRequests implements Balancer {
    private final Candidates candidates;

    LeastRequests(Candidates candidates) {
        this.candidates = candidates;
    }

    @Override
    public int pick(LoopLocal loop, long now, @Nullable Endpoint exclude, Candidates.Level level) {
        int best = NONE;
        int equals = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (!candidates.accepts(i, now, exclude, level)) {
                continue;
            }
            if (best == NONE || candidates.lessLoaded(i, best)) {
                best = i;
                equals = candidates.weight(i);
            } else if (!candidates.lessLoaded(best, i)) {
                equals += candidates.weight(i);
                best = loop.random.nextInt(equals) < candidates.weight(i) ? i : best;
            }
        }
        return best;
    }
}
