package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.ExchangeRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sees the end of every exchange: access log, counters, live counts. Called on the exchange's event
 * loop; must not block.
 */
public interface ExchangeObserver {
    /**
     * Whether text fields of a normal exchange's record are read at all; failures always have them.
     */
    boolean wantsText();

    /** An exchange began; every begin is followed by exactly one {@link #ended}. */
    void began(LoopLocal loop);

    /**
     * An exchange ended. {@code record} is valid during the call only; {@code route} is null where
     * none was found.
     */
    void ended(LoopLocal loop, @Nullable BoundRoute route, ExchangeRecord record);
}
