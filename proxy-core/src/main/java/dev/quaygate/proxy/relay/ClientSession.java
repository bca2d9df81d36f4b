package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.observe.Cause;

/** A client connection as reload, drain and stop see it. Event loop only. */
public interface ClientSession {
    /**
     * Ends gracefully: HTTP/1.1 says {@code Connection: close} with the next answer or closes when
     * idle, HTTP/2 sends GOAWAY. Exchanges in flight go on.
     */
    void drain();

    /** Ends now; exchanges in flight end with this cause. Returns how many were cut. */
    int cut(Cause cause);

    /** Exchanges in flight, tunnels included. */
    int exchanges();

    /** Exchanges that are upgraded connections. */
    int tunnels();

    /**
     * When it ends for want of a request, as {@link System#nanoTime()}; {@code Long.MAX_VALUE}
     * while something is in flight or a request has begun to come.
     */
    long idleUntil();

    /**
     * Closes the connection if nothing is in flight and nothing of a request has come; says whether
     * it did.
     */
    boolean closeIfIdle();
}
