package dev.quaygate.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One piece of direct memory that the connections of an event loop use in turn, made at first use.
 * Nobody keeps it: whoever gets it is done with it, or has copied the rest, before the loop goes on
 * to the next connection. Event loop only.
 */
public final class Scratch {
    private static final int PATIENCE = 1024;

    private final int size;
    private @Nullable ByteBuf buffer;
    private int refused;

    /**
     * @param size bytes
     */
    public Scratch(int size) {
        this.size = size;
    }

    /**
     * The memory, empty, for a caller that lets nobody else see it. Not to be released.
     *
     * @throws IllegalStateException if it is lent
     */
    public ByteBuf own() {
        ByteBuf memory = memory();
        if (memory.refCnt() != 1) {
            throw new IllegalStateException("scratch in use");
        }
        return memory.clear();
    }

    /**
     * The memory, empty, to be passed on and released by whoever gets it; null while an earlier one
     * is still held.
     */
    public @Nullable ByteBuf lend() {
        ByteBuf memory = memory();
        if (memory.refCnt() == 1) {
            refused = 0;
            return memory.clear().retain();
        }
        if (++refused == PATIENCE) {
            refused = 0;
            buffer = null; // its holder may keep it: the collector frees it after both
        }
        return null;
    }

    private ByteBuf memory() {
        ByteBuf memory = buffer;
        if (memory == null) {
            // Freed by the collector together with its loop.
            memory = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(size)).clear();
            buffer = memory;
        }
        return memory;
    }
}
