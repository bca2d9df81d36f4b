package dev.quaygate.proxy.upstream;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The instants of the last failures of one endpoint, as many as eject it. The one piece of the
 * request path that loops share: it is touched only when a request has failed, and without a lock.
 */
final class FailureWindow {
    private static final long NONE = Long.MIN_VALUE;

    private final AtomicLongArray instants;
    private final AtomicLong next = new AtomicLong();

    FailureWindow(int errors) {
        instants = new AtomicLongArray(errors);
        clear();
    }

    int errors() {
        return instants.length();
    }

    /** Notes a failure; true if this one and those before it fill the window. */
    boolean add(long now, long windowNanos) {
        long position = next.getAndIncrement();
        instants.set(slot(position), now);
        long oldest = instants.get(slot(position + 1));
        return oldest != NONE && now - oldest <= windowNanos;
    }

    void clear() {
        for (int i = 0; i < instants.length(); i++) {
            instants.set(i, NONE);
        }
    }

    private int slot(long position) {
        return (int) (position % instants.length());
    }
}
