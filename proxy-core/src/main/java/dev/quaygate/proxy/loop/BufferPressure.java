package dev.quaygate.proxy.loop;

import java.util.ArrayList;
import java.util.List;

/**
 * What the memory of all buffers asks of one event loop: first to refuse new work, then to read no
 * more bodies until some has been written away. Loop thread only.
 */
public final class BufferPressure {
    /** How full the memory for buffers is. */
    public enum Level {
        /** All is taken. */
        NORMAL,
        /** New requests are refused. */
        SHEDDING,
        /** New connections too, and bodies and tunnels are not read. */
        FULL
    }

    /** A connection that reads nothing until there is room. */
    @FunctionalInterface
    public interface Held {
        /** There is room again. It may be closed meanwhile. */
        void readAgain();
    }

    private Level level = Level.NORMAL;
    private List<Held> held = new ArrayList<>();

    /** Whether a new request is refused. */
    public boolean refusesWork() {
        return level != Level.NORMAL;
    }

    /** Whether bodies are not read and connections not taken. */
    public boolean isFull() {
        return level == Level.FULL;
    }

    /** Calls {@code connection} when there is room again. */
    public void hold(Held connection) {
        held.add(connection);
    }

    /** The memory is as full as that now. */
    public void change(Level next) {
        level = next;
        if (next == Level.FULL) {
            return;
        }
        List<Held> waiting = held;
        held = new ArrayList<>();
        waiting.forEach(Held::readAgain);
    }
}
