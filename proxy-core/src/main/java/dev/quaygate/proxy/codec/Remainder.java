package dev.quaygate.proxy.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Bytes of a connection that wait for those that come after them. Event loop only. */
public final class Remainder {
    private @Nullable ByteBuf bytes;

    public boolean isEmpty() {
        return bytes == null;
    }

    /** Keeps bytes until more come. Takes ownership; there must be none yet. */
    public void keep(ByteBuf rest) {
        if (bytes != null) {
            throw new IllegalStateException("bytes wait already");
        }
        bytes = rest;
    }

    /** What waited, if anything did, with {@code next} after it; the caller's to release. */
    public ByteBuf before(ByteBuf next) {
        ByteBuf first = take();
        if (first == null) {
            return next;
        }
        ByteBuf joined = next.alloc().directBuffer(first.readableBytes() + next.readableBytes());
        joined.writeBytes(first).writeBytes(next);
        first.release();
        next.release();
        return joined;
    }

    /** What waited; the caller's to release. */
    public @Nullable ByteBuf take() {
        ByteBuf waiting = bytes;
        bytes = null;
        return waiting;
    }

    /** Lets go of what waited. */
    public void drop() {
        ByteBuf waiting = take();
        if (waiting != null) {
            waiting.release();
        }
    }
}
