package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests of a pool that wait for an endpoint: one line per event loop, one bound over all of
 * them. The same over reloads. Counting is shared between loops and touched only by requests that
 * wait.
 */
final class WaitingRequests {
    private final List<LoopLocal> loops;
    private final WaitingLine[] lines;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger news = new AtomicInteger();

    WaitingRequests(List<LoopLocal> loops) {
        this.loops = List.copyOf(loops);
        this.lines = new WaitingLine[loops.size()];
        for (LoopLocal loop : loops) {
            lines[loop.index] = new WaitingLine(loop, this);
        }
    }

    /**
     * Puts {@code waiter} at the end of its loop's line. Loop thread only.
     *
     * @param pauseNanos how long it leaves the pool alone unless there is news
     * @return false if {@code max} wait already
     */
    boolean enter(LoopLocal loop, Waiter waiter, int max, long pauseNanos) {
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            return false;
        }
        waiter.newsSeen = news.get();
        waiter.notBefore = System.nanoTime() + pauseNanos;
        lines[loop.index].add(waiter);
        return true;
    }

    /** Takes it out of line. Loop thread only. */
    void leave(LoopLocal loop, Waiter waiter) {
        lines[loop.index].remove(waiter);
    }

    void left() {
        count.decrementAndGet();
    }

    /** How many wait. Any thread. */
    int count() {
        return count.get();
    }

    /** Counts what has been said by {@link #wake}. */
    int news() {
        return news.get();
    }

    /** An endpoint has come or is healthy again: every loop looks through its line. Any thread. */
    void wake() {
        news.incrementAndGet();
        if (count.get() == 0) {
            return;
        }
        for (LoopLocal loop : loops) {
            try {
                loop.loop.execute(lines[loop.index]::release);
            } catch (RejectedExecutionException _) {
                // The loop has ended, and with it all that waited there.
            }
        }
    }
}
