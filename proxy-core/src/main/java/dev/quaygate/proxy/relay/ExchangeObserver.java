package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.ExchangeRecord;

/**
 * Sees the end of every exchange: access log, counters, live counts. Called on the exchange's event
 * loop; must not block.
 */
public interface ExchangeObserver {
    /** An exchange began; every begin is followed by exactly one {@link #ended}. */
    void began(LoopLocal loop);

    /**
     * An exchange ended. {@code record} is valid during the call only; {@code route} is null where
     * none was found.
     */
    void ended(
            LoopLocal loop,
            @org.jspecify.annotations.Nullable BoundRoute route,
            ExchangeRecord record);
}
