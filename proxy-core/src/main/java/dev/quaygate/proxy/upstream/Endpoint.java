package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.EndpointAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * One place that answers for a pool. Keeps its identity, health and connections over reloads as
 * long as its address stays in the pool. Counts in flight are cells of the loops.
 */
public final class Endpoint {
    private static final int STRIDE = 16;

    private final EndpointAddress address;
    private final String text;
    private final int[] inFlight;
    private final int loops;
    private final IdleConnections[] idle;

    /**
     * What the name resolves to now; empty while it does not resolve. Written by the resolver, read
     * by every loop.
     */
    private volatile List<SocketAddress> resolved = List.of();

    private volatile int weight;
    private volatile boolean gone;

    Endpoint(EndpointAddress address, int weight, int loops) {
        this.address = address;
        this.text = address.toString();
        this.weight = weight;
        this.loops = loops;
        this.inFlight = new int[(loops + 1) * STRIDE];
        this.idle = new IdleConnections[loops];
        for (int i = 0; i < loops; i++) {
            idle[i] = new IdleConnections();
        }
    }

    public EndpointAddress address() {
        return address;
    }

    /** Address as users write it. */
    public String text() {
        return text;
    }

    int weight() {
        return weight;
    }

    void weight(int newWeight) {
        weight = newWeight;
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
        inFlight[(loop + 1) * STRIDE]++;
    }

    /** It has ended. Loop thread only. */
    public void end(int loop) {
        inFlight[(loop + 1) * STRIDE]--;
    }

    /** Requests in flight on all loops; other loops' counts may be a moment old. */
    public int inFlight() {
        int sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            sum += inFlight[(loop + 1) * STRIDE];
        }
        return sum;
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
}
