package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;

/**
 * The times of one exchange: what the endpoint owes, what the client owes, and the whole. One place
 * in the loop's wheel holds the earliest. Event loop only.
 */
final class ExchangeClock extends Deadline {
    /** Nothing is owed. */
    static final long NONE = -1;

    private static final long RATE_AFTER = 10_000_000_000L;

    private final Exchange exchange;
    private long upstreamAt = NEVER;
    private long clientAt = NEVER;
    private long totalAt = NEVER;
    private Cause upstreamCause = Cause.UPSTREAM_TIMEOUT;
    private Cause clientCause = Cause.BODY_TIMEOUT;
    private long clientNanos;
    private long backlog;
    private long waitingSince;
    private long waited;

    ExchangeClock(Exchange exchange) {
        this.exchange = exchange;
    }

    void total(long nanos) {
        totalAt = exchange.loop.now() + nanos;
        arm();
    }

    /** Streams and upgraded connections may last: only silence ends them. */
    void unlimited() {
        totalAt = NEVER;
        arm();
    }

    /** The endpoint must do something within {@code nanos}, or {@link #NONE}. */
    void upstream(long nanos, Cause late) {
        upstreamCause = late;
        upstreamAt = nanos == NONE ? NEVER : exchange.loop.now() + nanos;
        arm();
    }

    /** The client must do something within {@code nanos}, or {@link #NONE}. */
    void client(long nanos, Cause late) {
        long now = exchange.loop.now();
        if (late == Cause.BODY_TIMEOUT) {
            countWait(now, nanos != NONE);
        }
        clientCause = late;
        clientNanos = nanos;
        clientAt = nanos == NONE ? NEVER : now + nanos;
        backlog = exchange.downstream.backlog();
        arm();
    }

    void stop(LoopLocal loop) {
        loop.timers.remove(this);
        upstreamAt = NEVER;
        clientAt = NEVER;
        totalAt = NEVER;
    }

    private void arm() {
        exchange.loop.timers.set(this, Math.min(totalAt, Math.min(upstreamAt, clientAt)));
    }

    /** Adds up the time that the body kept us waiting, for the minimum rate. */
    private void countWait(long now, boolean goesOn) {
        if (waitingSince != 0) {
            waited += now - waitingSince;
        }
        waitingSince = goesOn ? now : 0;
        long rate = exchange.config.timeouts().bodyRate();
        if (!goesOn || rate == 0 || waited < RATE_AFTER || exchange.isOver()) {
            return;
        }
        if (exchange.isGrpc()) {
            return; // a call may say little
        }
        long owed = rate * ((waited - RATE_AFTER) / 1_000_000_000L);
        if (exchange.request().bodyBytes() < owed) {
            exchange.loop.loop.execute(() -> exchange.fail(Cause.BODY_TIMEOUT, "below bodyRate"));
        }
    }

    @Override
    protected void expired(long now) {
        if (totalAt <= now) {
            exchange.fail(Cause.REQUEST_DEADLINE, "timeouts.request");
        } else if (upstreamAt <= now) {
            exchange.upstreamLate(upstreamCause);
        } else if (clientAt <= now) {
            clientLate(now);
        } else {
            arm();
        }
    }

    private String bodyKey() {
        return exchange.isGrpc() ? "timeouts.stream" : "timeouts.body";
    }

    private void clientLate(long now) {
        boolean ours = clientCause == Cause.BODY_TIMEOUT && exchange.request().isPaused();
        long left = exchange.downstream.backlog();
        boolean moves = clientCause == Cause.CLIENT_STALL && left < backlog;
        if (ours || moves) {
            backlog = left;
            clientAt = now + clientNanos;
            arm();
            return;
        }
        exchange.fail(
                clientCause, clientCause == Cause.CLIENT_STALL ? "timeouts.write" : bodyKey());
    }
}
