package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of the connections to an endpoint that has left its pool: idle ones close now, the
 * others when their request ends, at the latest at the deadline.
 */
final class EndpointDrain {
    private static final Duration FAR = Duration.ofDays(365);

    private EndpointDrain() {}

    /**
     * Any thread.
     *
     * @param late cause of requests that are cut at the deadline
     */
    static void begin(
            Membership.Leaving left,
            List<LoopLocal> loops,
            Instant now,
            Instant deadline,
            Cause late) {
        Duration time = Duration.between(now, deadline);
        for (LoopLocal loop : loops) {
            Endpoint endpoint = left.endpoint();
            try {
                loop.loop.execute(() -> {
                    // Whoever picked the endpoint before it left has begun by now.
                    left.loopsToCome().decrementAndGet();
                    endpoint.closeIdle(loop.index);
                });
                if (time.compareTo(FAR) < 0) {
                    loop.loop.schedule(
                            () -> endpoint.cut(loop.index, late),
                            Math.max(0, time.toMillis()),
                            TimeUnit.MILLISECONDS);
                }
            } catch (RejectedExecutionException _) {
                left.loopsToCome().decrementAndGet(); // the loop has ended, and with it all of them
            }
        }
    }
}
