package dev.quaygate.proxy.codec.h2;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Response bytes of one stream that wait for windows and socket. Owns its buffers. Event loop only.
 */
public final class SendBuffer {
    private @Nullable ByteBuf first;
    private @Nullable ArrayDeque<ByteBuf> more;
    private int bytes;

    /** Bytes that wait. */
    public int bytes() {
        return bytes;
    }

    /** Takes ownership of {@code data}, which is not empty. */
    public void add(ByteBuf data) {
        bytes += data.readableBytes();
        if (first == null) {
            first = data;
            return;
        }
        if (more == null) {
            more = new ArrayDeque<>();
        }
        more.addLast(data);
    }

    /** Whether the next {@code count} bytes lie in one buffer. */
    public boolean isContiguous(int count) {
        return first != null && first.readableBytes() >= count;
    }

    /** Bytes in the first buffer. */
    public int contiguous() {
        return first == null ? 0 : first.readableBytes();
    }

    /** The next {@code count} bytes, which lie in one buffer. The caller owns the result. */
    public ByteBuf take(int count) {
        ByteBuf from = current();
        bytes -= count;
        if (from.readableBytes() > count) {
            return from.readRetainedSlice(count);
        }
        shift();
        return from;
    }

    /** Copies the next {@code count} bytes. */
    public void copyTo(ByteBuf out, int count) {
        int left = count;
        bytes -= count;
        while (left > 0) {
            ByteBuf from = current();
            int part = Math.min(left, from.readableBytes());
            out.writeBytes(from, part);
            left -= part;
            if (!from.isReadable()) {
                shift();
                from.release();
            }
        }
    }

    public void release() {
        bytes = 0;
        while (first != null) {
            ByteBuf last = first;
            shift();
            last.release();
        }
    }

    private ByteBuf current() {
        ByteBuf from = first;
        if (from == null) {
            throw new IllegalStateException("nothing waits");
        }
        return from;
    }

    private void shift() {
        first = more == null ? null : more.pollFirst();
    }
}
