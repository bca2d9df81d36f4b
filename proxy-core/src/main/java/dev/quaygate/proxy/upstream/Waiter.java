package dev.quaygate.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * A request that waits until an endpoint may take it: a place in the line of its event loop. Loop
 * thread only.
 */
public abstract class Waiter {
    @Nullable Waiter previous;
    @Nullable Waiter next;
    boolean inLine;

    /** {@link System#nanoTime()} before which only news of the pool lets it try. */
    long notBefore;

    /** How much news the pool had when it entered. */
    int newsSeen;

    /** Picks an endpoint; null if there is still none. */
    protected abstract @Nullable Endpoint pick();

    /** It is out of line, and {@code endpoint} takes it. */
    protected abstract void admitted(Endpoint endpoint);

    public final boolean isWaiting() {
        return inLine;
    }
}
