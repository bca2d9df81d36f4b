package dev.quaygate.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Short-lived direct buffers of one size that go round: what was taken a round ago has usually been
 * sent. One that is still held is passed over in favour of a buffer of the allocator. Event loop
 * only.
 */
public final class SpareBuffers {
    private final int size;
    private final @Nullable ByteBuf[] ring;
    private int next;

    /**
     * @param count how many, a power of two
     * @param size bytes of each
     */
    SpareBuffers(int count, int size) {
        this.size = size;
        ring = new ByteBuf[count];
    }

    /** An empty buffer with room for {@code least} bytes, to be released by whoever has it last. */
    public ByteBuf take(int least, ByteBufAllocator allocator) {
        if (least > size) {
            return allocator.directBuffer(least);
        }
        int at = next;
        next = at + 1 & ring.length - 1;
        ByteBuf spare = ring[at];
        if (spare == null) {
            // Freed by the collector together with its loop.
            spare = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(size));
            ring[at] = spare;
        }
        return spare.refCnt() == 1 ? spare.clear().retain() : allocator.directBuffer(size);
    }
}
