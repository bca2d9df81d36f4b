package dev.quaygate.proxy.loop;

import org.jspecify.annotations.Nullable;

/**
 * Something that may be late. Its instant can be moved as often as wanted at the cost of a field
 * write, because the wheel looks at it only when the slot of the earliest known instant comes
 * round. Event loop only.
 */
public abstract class Deadline {
    static final int NOT_QUEUED = -1;

    /** {@link System#nanoTime()} at which it fires; {@link #NEVER} while nothing is due. */
    long at = NEVER;

    int slot = NOT_QUEUED;
    long queuedFor;
    @Nullable Deadline previous;
    @Nullable Deadline next;

    /** No instant. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * Called once after the instant has passed, up to one tick late; the deadline is then unset and
     * may be set again.
     */
    protected abstract void expired(long now);

    /** The instant, or {@link #NEVER}. */
    public final long at() {
        return at;
    }
}
