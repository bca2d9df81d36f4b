package dev.quaygate.proxy.loop;

import dev.quaygate.proxy.codec.HeadBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory in which the heads that one turn of the loop writes wait, one behind the other, for
 * the end of the turn. It costs neither a buffer object nor an allocation per head. Begins anew
 * whenever nothing waits in it. Event loop only.
 */
public final class WaitingHeads {
    /** {@link #put} found no room. */
    public static final int FULL = -1;

    private final int size;
    private @Nullable ByteBuf memory;
    private int waiting;

    /**
     * @param size bytes
     */
    WaitingHeads(int size) {
        this.size = size;
    }

    /**
     * Takes all of {@code head}, which is then empty. Each success ends with one {@link #done}.
     *
     * @return where it begins, or {@link #FULL}, and {@code head} is as before
     */
    public int put(HeadBuffer head) {
        ByteBuf into = memory();
        if (into.writableBytes() < head.length) {
            return FULL;
        }
        waiting++;
        int at = into.writerIndex();
        head.flushTo(into);
        return at;
    }

    /** The address of the whole; positions are those that {@link #put} gave. */
    public long address() {
        return memory().memoryAddress();
    }

    /** Appends a part to {@code out}. */
    public void copy(int from, int to, ByteBuf out) {
        out.writeBytes(memory(), from, to - from);
    }

    /** One head has left, or will not be sent. */
    public void done() {
        if (--waiting == 0) {
            memory().clear();
        }
    }

    private ByteBuf memory() {
        ByteBuf made = memory;
        if (made == null) {
            // Freed by the collector together with its loop.
            made = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(size)).clear();
            memory = made;
        }
        return made;
    }
}
