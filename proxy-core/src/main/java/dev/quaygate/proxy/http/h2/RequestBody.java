package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.h2.ReceiveWindow;
import dev.quaygate.proxy.codec.h2.Wire;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request as it comes: its window, its declared length, and the bytes that complete
 * that length, which are held until END_STREAM confirms it (RFC 9113 §8.1.1), so that an endpoint
 * never sees a finished request that turns out false. Event loop only.
 */
final class RequestBody {
    private static final long UNKNOWN = -1;

    final ReceiveWindow window = new ReceiveWindow(Wire.STREAM_WINDOW, Wire.STREAM_WINDOW);
    private final long declared;
    private long announced; // bytes of frames that have begun
    private long delivered;
    private int unconsumed;
    private @Nullable ByteBuf held;

    /** {@code declared} length, or -1. */
    RequestBody(long declared) {
        this.declared = declared;
    }

    /** A frame with {@code bytes} of data begins; false if it contradicts the declared length. */
    boolean begins(int bytes, boolean end) {
        announced += bytes;
        return declared == UNKNOWN || announced <= declared && (!end || announced == declared);
    }

    /** Whether the body may end here. */
    boolean mayEnd() {
        return declared == UNKNOWN || announced == declared;
    }

    /**
     * Takes a piece; the caller owns the result.
     *
     * @return what may go on, or null while it is held
     */
    @Nullable ByteBuf take(ByteBuf piece, boolean end) {
        int size = piece.readableBytes();
        unconsumed += size;
        delivered += size;
        if (end || delivered != declared) {
            return piece;
        }
        held = piece;
        return null;
    }

    /** The bytes that were held, or null; the caller owns them. */
    @Nullable ByteBuf takeHeld() {
        ByteBuf bytes = held;
        held = null;
        return bytes;
    }

    /** Bytes have gone on. */
    void consumed(int bytes) {
        unconsumed -= bytes;
    }

    /** Bytes that the connection's window still misses. */
    int unconsumed() {
        return unconsumed;
    }

    void release() {
        ByteBuf bytes = takeHeld();
        if (bytes != null) {
            bytes.release();
        }
    }
}
