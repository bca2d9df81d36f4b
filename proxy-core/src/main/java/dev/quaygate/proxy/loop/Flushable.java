package dev.quaygate.proxy.loop;

/**
 * A connection with gathered writes. The dirty mark is its own, so that it queues once per turn.
 */
public abstract class Flushable {
    boolean dirty;

    /** Sends what was written since the last call. */
    protected abstract void flushNow();
}
