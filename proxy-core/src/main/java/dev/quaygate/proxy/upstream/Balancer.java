package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.SelectionPolicy;
import org.jspecify.annotations.Nullable;

/** A way to pick. Loop thread only; allocates nothing. */
sealed interface Balancer permits PowerOfTwo, SmoothRoundRobin, LeastRequests {
    int NONE = -1;

    /** The candidate to take among those that {@code level} accepts, or {@link #NONE}. */
    int pick(LoopLocal loop, long now, @Nullable Endpoint exclude, Candidates.Level level);

    static Balancer of(SelectionPolicy policy, Candidates candidates, int loops) {
        return switch (policy) {
            case SelectionPolicy.PowerOfTwo() -> new PowerOfTwo(candidates, loops);
            case SelectionPolicy.RoundRobin() -> new SmoothRoundRobin(candidates, loops);
            case SelectionPolicy.LeastRequests() -> new LeastRequests(candidates);
        };
    }
}
