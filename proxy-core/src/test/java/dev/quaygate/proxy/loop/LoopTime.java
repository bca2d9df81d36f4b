package dev.quaygate.proxy.loop;

/** Moves the timers of a loop without waiting. */
public final class LoopTime {
    private LoopTime() {}

    /** Fires what is due at {@code now} on the scale of {@link System#nanoTime()}. */
    public static void advance(LoopLocal loop, long now) {
        loop.timers.advance(now);
    }
}
