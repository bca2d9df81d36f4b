package dev.quaygate.proxy.loop;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Whether one connection reads: not while its other side is slower, nor while the buffers of all
 * have no room. Either reason is enough. Event loop only.
 */
public final class ReadGate {
    private final BufferPressure pressure;
    private @Nullable Channel channel;
    private boolean paused;
    private boolean held;

    public ReadGate(BufferPressure pressure) {
        this.pressure = pressure;
    }

    /** The connection is open; it reads as its channel is set. */
    public void attach(Channel open) {
        channel = open;
    }

    /** The other side is slower: reads nothing until {@link #resume()}. */
    public void pause() {
        paused = true;
        apply();
    }

    /** The other side takes bytes again. */
    public void resume() {
        paused = false;
        apply();
    }

    /** Reads nothing until there is memory for it. */
    public void hold() {
        if (!held) {
            held = true;
            apply();
            pressure.hold(this::readAgain);
        }
    }

    /** Whether it waits for memory. */
    public boolean isHeld() {
        return held;
    }

    private void readAgain() {
        held = false;
        apply();
    }

    private void apply() {
        boolean on = !paused && !held;
        Channel open = channel;
        // The setter is no cheap one: it wakes the transport.
        if (open != null && open.config().isAutoRead() != on) {
            open.config().setAutoRead(on);
        }
    }
}
