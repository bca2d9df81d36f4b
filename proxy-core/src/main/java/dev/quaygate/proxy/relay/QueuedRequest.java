package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.QueueSettings;
import dev.quaygate.proxy.upstream.Endpoint;
import dev.quaygate.proxy.upstream.Pool;
import dev.quaygate.proxy.upstream.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A request while it waits for an endpoint. However often it waits, the time is limited as a whole.
 * Event loop only.
 */
final class QueuedRequest extends Waiter {
    private final Exchange exchange;
    private final RequestRelay relay;
    private final Pool pool;
    private @Nullable Endpoint failed;
    private long since;
    private long until;

    QueuedRequest(Exchange exchange, RequestRelay relay, Pool pool) {
        this.exchange = exchange;
        this.relay = relay;
        this.pool = pool;
    }

    /**
     * Gets in line; false if the time is over or the line full.
     *
     * @param justFailed the endpoint that failed it, taken again only if there is no other; or null
     */
    boolean begin(@Nullable Endpoint justFailed, boolean afterFailure) {
        QueueSettings settings = pool.settings().queue();
        long now = exchange.loop.now();
        if (until == 0 && settings != null) {
            until = now + settings.maxWait().toNanos();
        }
        if (until - now <= 0 || !pool.queue(exchange.loop, this, afterFailure)) {
            return false;
        }
        failed = justFailed;
        since = now;
        exchange.awaitUpstream(until - now, Cause.QUEUE_TIMEOUT);
        // One may have come after the pick and before we stood in line, where news would reach us.
        Endpoint picked = afterFailure ? null : pick();
        if (picked != null) {
            pool.leaveQueue(exchange.loop, this);
            admitted(picked);
        }
        return true;
    }

    /** Gets out of line and counts the time. */
    void end() {
        if (isWaiting()) {
            pool.leaveQueue(exchange.loop, this);
            countTime();
        }
    }

    @Override
    protected @Nullable Endpoint pick() {
        return pool.pick(exchange.loop, failed);
    }

    @Override
    protected void admitted(Endpoint endpoint) {
        countTime();
        relay.admitted(endpoint, failed != null);
    }

    private void countTime() {
        exchange.record.queueNanos += exchange.loop.now() - since;
    }
}
