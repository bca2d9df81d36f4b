package dev.quaygate.proxy.observe;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes from one event loop to the writer thread without a lock: one side only adds, the other only
 * takes. Bounded; what does not fit is refused whole.
 */
final class ByteRing {
    private final byte[] bytes;
    private final int mask;
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    /**
     * @param capacity a power of two
     */
    ByteRing(int capacity) {
        bytes = new byte[capacity];
        mask = capacity - 1;
    }

    /** Adds all or nothing. Event loop only. */
    boolean offer(byte[] source, int length) {
        long end = added.getPlain();
        if (end + length - taken.getAcquire() > bytes.length) {
            return false;
        }
        int at = (int) (end & mask);
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(source, 0, bytes, at, first);
        System.arraycopy(source, first, bytes, 0, length - first);
        added.setRelease(end + length);
        return true;
    }

    /** Moves what is there into {@code into}, as far as it has room. Writer thread only. */
    int drain(ByteBuffer into) {
        long start = taken.getPlain();
        int length = (int) Math.min(added.getAcquire() - start, into.remaining());
        int at = (int) (start & mask);
        int first = Math.min(length, bytes.length - at);
        into.put(bytes, at, first);
        into.put(bytes, 0, length - first);
        taken.setRelease(start + length);
        return length;
    }
}
