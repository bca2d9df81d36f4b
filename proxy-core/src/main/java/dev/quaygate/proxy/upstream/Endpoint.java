package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.EndpointAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One place that answers for a pool. Keeps its identity, health and connections over reloads as
 * long as its address stays in the pool. Counts in flight are cells of the loops.
 */
public final class Endpoint {
    private static final int STRIDE = 16;
    private static final int UNANSWERED = 1;
    private static final int PASSED = 2;
    private static final int MOST_DOUBLINGS = 6;

    private final EndpointAddress address;
    private final String text;

    /**
     * Per loop, each on a cache line of its own: requests in flight, requests begun since it last
     * answered one, and turns passed since it last began one.
     */
    private final int[] work;

    private final MovedRequests moved;
    private final int loops;
    private final IdleConnections[] idle;
    private final OpenConnections[] open;
    private final MultiplexedConnections @Nullable [] multiplexed; // null unless it speaks HTTP/2

    /**
     * What the name resolves to now; empty while it does not resolve. Written by the resolver, read
     * by every loop.
     */
    private volatile List<SocketAddress> resolved;

    private volatile boolean gone;

    private final AtomicReference<EndpointHealth> health =
            new AtomicReference<>(new EndpointHealth.Unknown());
    private final CheckHistory checks = new CheckHistory();
    private final EndpointCounters counters;
    private final AtomicReference<@Nullable FailureWindow> failures = new AtomicReference<>();

    Endpoint(EndpointAddress address, int loops) {
        this.address = address;
        this.text = address.toString();
        this.counters = new EndpointCounters(loops);
        this.resolved = LiteralAddress.of(address).map(List::of).orElse(List.of());
        this.loops = loops;
        this.work = new int[(loops + 1) * STRIDE];
        this.moved = new MovedRequests(loops);
        this.idle = new IdleConnections[loops];
        this.open = new OpenConnections[loops];
        this.multiplexed =
                address.protocol() == EndpointAddress.Protocol.H2C
                        ? new MultiplexedConnections[loops]
                        : null;
        for (int i = 0; i < loops; i++) {
            idle[i] = new IdleConnections();
            open[i] = new OpenConnections();
            if (multiplexed != null) {
                multiplexed[i] = new MultiplexedConnections();
            }
        }
    }

    public EndpointAddress address() {
        return address;
    }

    /** Address as users write it. */
    public String text() {
        return text;
    }

    /** Addresses to connect to, tried in order; empty if the name does not resolve. */
    List<SocketAddress> resolved() {
        return resolved;
    }

    void resolved(List<SocketAddress> addresses) {
        resolved = List.copyOf(addresses);
    }

    /** A request starts on that loop. Loop thread only. */
    public void begin(int loop) {
        int at = (loop + 1) * STRIDE;
        work[at]++;
        work[at + UNANSWERED]++;
        work[at + PASSED] = 0;
        counters.attempt(loop);
    }

    /** It has ended. Loop thread only. */
    public void end(int loop) {
        if (--work[(loop + 1) * STRIDE] == 0) {
            work[(loop + 1) * STRIDE + UNANSWERED] = 0;
        }
    }

    /** It has answered a request of that loop. Loop thread only. */
    public void answered(int loop) {
        work[(loop + 1) * STRIDE + UNANSWERED] = 0;
    }

    /**
     * Requests begun since it last answered one, at most those in flight: near zero for an endpoint
     * that goes on with others while it takes long over one, growing for one that is stuck.
     */
    int unanswered() {
        int sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            int at = (loop + 1) * STRIDE;
            sum += Math.min(work[at], work[at + UNANSWERED]);
        }
        return sum;
    }

    /**
     * Whether it may pass one more turn because it owes answers: two in a row for one answer, and
     * twice as many for each more. Then it is tried, which shows whether it is stuck. Loop thread
     * only.
     */
    boolean passesTurn(int loop) {
        int at = (loop + 1) * STRIDE;
        boolean passes = work[at + PASSED] < 1 << Math.min(work[at + UNANSWERED], MOST_DOUBLINGS);
        work[at + PASSED] = passes ? work[at + PASSED] + 1 : 0;
        return passes;
    }

    /** Whether one more of the requests that it breaks off may go elsewhere. Loop thread only. */
    boolean takeMove(int loop, long nowNanos) {
        return moved.take(loop, work[(loop + 1) * STRIDE], nowNanos);
    }

    /** Requests in flight on all loops; other loops' counts may be a moment old. */
    public int inFlight() {
        int sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            sum += work[(loop + 1) * STRIDE];
        }
        return sum;
    }

    /** A new connection is ready after that time, TLS included. Loop thread only. */
    void connected(int loop, long nanos) {
        counters.connects().record(loop, nanos);
    }

    /** What is known about it. Any thread. */
    public EndpointHealth health() {
        return Objects.requireNonNull(health.get());
    }

    /** Whether it may get new requests. */
    boolean usable(long nowNanos) {
        return health().usable(nowNanos);
    }

    /** The one way to another state; returns the one before. Any thread. */
    EndpointHealth apply(HealthEvent event) {
        return Objects.requireNonNull(health.getAndUpdate(before -> before.after(event)));
    }

    CheckHistory checks() {
        return checks;
    }

    EndpointCounters counters() {
        return counters;
    }

    /** Notes a failed request; true if there were {@code errors} of them within the window. */
    boolean failing(int errors, long now, long windowNanos) {
        FailureWindow window = failures.get();
        if (window == null || window.errors() != errors) {
            var fresh = new FailureWindow(errors);
            window = failures.compareAndSet(window, fresh) ? fresh : failures.get();
        }
        return window != null && window.add(now, windowNanos);
    }

    /** Starts to count failures anew. */
    void forgetFailures() {
        failures.set(null);
    }

    /** Whether it has left its pool: its connections are not kept any more. Any thread. */
    boolean isGone() {
        return gone;
    }

    void gone(boolean hasLeft) {
        gone = hasLeft;
    }

    /** Idle connections of one loop. Loop thread only. */
    IdleConnections idle(int loop) {
        return idle[loop];
    }

    /** All connections of one loop. Loop thread only. */
    OpenConnections connections(int loop) {
        return open[loop];
    }

    /** Whether its connections carry many exchanges at a time, and no upgrades. Any thread. */
    public boolean isMultiplexed() {
        return multiplexed != null;
    }

    /** HTTP/2 connections of one loop. Loop thread only. */
    MultiplexedConnections multiplexed(int loop) {
        if (multiplexed == null) {
            throw new IllegalStateException(text + " does not speak HTTP/2");
        }
        return multiplexed[loop];
    }

    /** Keeps no connection of that loop beyond what is in flight. Loop thread only. */
    void closeIdle(int loop) {
        idle[loop].closeAll();
        if (multiplexed != null) {
            multiplexed[loop].drain();
        }
    }

    /** Closes all connections of that loop; what is in flight ends with this cause. Loop thread. */
    void cut(int loop, Cause cause) {
        open[loop].cut(cause);
        if (multiplexed != null) {
            multiplexed[loop].cut(cause);
        }
    }
}
