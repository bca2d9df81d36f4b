package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.LoopLocal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one event loop that wait for an endpoint, first come first served. Loop thread
 * only.
 */
final class WaitingLine extends Deadline {
    /** Some things become possible without news: an ejection ends, a socket listens again. */
    static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(250);

    /** As many go at once, so that a worker that has just begun can accept them. */
    static final int BATCH = 32;

    private static final long BETWEEN_BATCHES_MILLIS = 5;

    private final LoopLocal loop;
    private final WaitingRequests all;
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private boolean nextBatchComes;

    WaitingLine(LoopLocal loop, WaitingRequests all) {
        this.loop = loop;
        this.all = all;
    }

    void add(Waiter waiter) {
        Waiter before = last;
        waiter.inLine = true;
        waiter.previous = before;
        waiter.next = null;
        if (before == null) {
            first = waiter;
            loop.timers.set(this, System.nanoTime() + LOOK_AGAIN);
        } else {
            before.next = waiter;
        }
        last = waiter;
    }

    void remove(Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.inLine = false;
        waiter.previous = null;
        waiter.next = null;
        all.left();
        if (first == null) {
            loop.timers.remove(this);
        }
    }

    /** Lets go whom an endpoint may take. */
    void release() {
        int admitted = 0;
        Waiter waiter = first;
        while (waiter != null && admitted < BATCH) {
            Waiter after = waiter.next;
            if (mayTry(waiter)) {
                Endpoint endpoint = waiter.pick();
                if (endpoint == null) {
                    return; // there is none for those behind it either
                }
                remove(waiter);
                admitted++;
                waiter.admitted(endpoint);
            }
            // Whoever was admitted may have ended the one that was to be next.
            waiter = after != null && !after.inLine ? first : after;
        }
        if (first != null && admitted == BATCH && !nextBatchComes) {
            nextBatchComes = true;
            loop.loop.schedule(this::nextBatch, BETWEEN_BATCHES_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void nextBatch() {
        nextBatchComes = false;
        release();
    }

    private boolean mayTry(Waiter waiter) {
        return waiter.newsSeen != all.news() || waiter.notBefore - System.nanoTime() <= 0;
    }

    @Override
    protected void expired(long now) {
        release();
        if (first != null) {
            loop.timers.set(this, System.nanoTime() + LOOK_AGAIN);
        }
    }
}
