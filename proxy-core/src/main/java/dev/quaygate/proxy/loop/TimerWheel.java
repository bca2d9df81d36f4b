package dev.quaygate.proxy.loop;

import org.jspecify.annotations.Nullable;

/**
 * Coarse timers of one event loop: constant cost to set, move and clear, resolution of one tick. A
 * hashed wheel with lazy moves: a deadline that was moved later stays in its slot and is put on
 * when that slot comes round. Event loop only.
 */
public final class TimerWheel {
    /** Resolution in nanoseconds (about 67 ms, a power of two so that slots come from a shift). */
    public static final long TICK = 1L << 26;

    private static final int SLOTS = 1024;

    private final @Nullable Deadline[] slots = new Deadline[SLOTS];
    private @Nullable Deadline visiting; // rest of the slot that is being visited
    private long lastTick;

    TimerWheel(long now) {
        lastTick = now / TICK;
    }

    /** Sets or moves {@code deadline} to {@code at} ({@link System#nanoTime()} scale). */
    public void set(Deadline deadline, long at) {
        deadline.at = at;
        if (at == Deadline.NEVER) {
            return; // found and removed when its slot comes round
        }
        if (deadline.slot != Deadline.NOT_QUEUED) {
            if (at - deadline.queuedFor >= 0) {
                return; // later than where it waits: put on then
            }
            unlink(deadline);
        }
        link(deadline, at);
    }

    /** Clears {@code deadline} and forgets it at once, so that it can be collected. */
    public void remove(Deadline deadline) {
        deadline.at = Deadline.NEVER;
        if (deadline.slot != Deadline.NOT_QUEUED) {
            unlink(deadline);
        }
    }

    /** Fires what is due. Called at least once a tick. */
    void advance(long now) {
        long tick = now / TICK;
        // After a stall of more than one turn every slot is visited once.
        long first = Math.max(lastTick + 1, tick - SLOTS + 1);
        for (long t = first; t <= tick; t++) {
            visit((int) (t & (SLOTS - 1)), now);
        }
        lastTick = Math.max(lastTick, tick);
    }

    private void visit(int slot, long now) {
        visiting = slots[slot];
        slots[slot] = null;
        while (visiting != null) {
            Deadline deadline = visiting;
            // What fires may clear any other, the next one too: the rest must not hang on it.
            unlink(deadline);
            if (deadline.at != Deadline.NEVER) {
                fireOrKeep(deadline, now);
            }
        }
    }

    private void fireOrKeep(Deadline deadline, long now) {
        if (deadline.at - now > 0) {
            link(deadline, deadline.at);
            return;
        }
        deadline.at = Deadline.NEVER;
        deadline.expired(now);
    }

    private void link(Deadline deadline, long at) {
        // One tick later than the division says, so that nothing fires early.
        long tick = Math.max(at / TICK, lastTick) + 1;
        long nearest = Math.min(tick, lastTick + SLOTS - 1);
        int slot = (int) (nearest & (SLOTS - 1));
        deadline.slot = slot;
        deadline.queuedFor = nearest == tick ? at : nearest * TICK;
        deadline.previous = null;
        deadline.next = slots[slot];
        if (deadline.next != null) {
            deadline.next.previous = deadline;
        }
        slots[slot] = deadline;
    }

    private void unlink(Deadline deadline) {
        if (deadline.previous != null) {
            deadline.previous.next = deadline.next;
        } else if (visiting == deadline) {
            visiting = deadline.next;
        } else if (slots[deadline.slot] == deadline) {
            slots[deadline.slot] = deadline.next;
        }
        if (deadline.next != null) {
            deadline.next.previous = deadline.previous;
        }
        deadline.slot = Deadline.NOT_QUEUED;
        deadline.next = null;
        deadline.previous = null;
    }
}
