package dev.quaygate.proxy.codec.h2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of one stream, of either role: bytes that wait for windows and socket, and what
 * ends them. Written when the {@link Sender} gives the stream its turn. Event loop only.
 */
public abstract class SendingStream {
    /** Payloads made of several buffers are gathered up to this size. */
    private static final int GATHERED = 8 << 10;

    /** The stream's id (RFC 9113 §5.1.1). */
    public final int id;

    private final int buffer;
    private int window;
    private @Nullable SendBuffer waiting;
    private byte @Nullable [] trailers;
    private boolean ended;
    private boolean localEnded;
    private boolean full;
    private boolean closed;
    private int stalledChecks;

    // Links of the sender's queue.
    boolean queued;
    @Nullable SendingStream before;
    @Nullable SendingStream after;

    /**
     * @param window what the peer lets us send at first
     * @param buffer high-water mark in bytes of what waits
     */
    protected SendingStream(int id, int window, int buffer) {
        this.id = id;
        this.window = window;
        this.buffer = buffer;
    }

    // ---- what a role adds ----

    /** It can send something: queues itself at its sender. */
    protected abstract void sendLater();

    /** Bytes began (1) or ceased (-1) to wait. */
    protected abstract void backlogged(int change);

    /** Writes the block that ends the stream after its data. */
    protected abstract void writeTrailers(byte[] block);

    /** Our direction has ended; called within the turn that wrote it. */
    protected abstract void localEnd();

    /** {@link #isFull()} has turned false. */
    protected abstract void drained();

    // ---- writing ----

    /** Queues bytes. Takes ownership. */
    protected final void enqueue(ByteBuf data) {
        if (closed || ended || !data.isReadable()) {
            data.release();
            return;
        }
        if (waiting == null) {
            waiting = new SendBuffer();
        }
        if (waiting.bytes() == 0) {
            backlogged(1);
        }
        waiting.add(data);
        full |= waiting.bytes() >= buffer;
        if (canSend()) {
            sendLater();
        }
    }

    /** Nothing more is queued; {@code block} are trailers, or null. */
    protected final void enqueueEnd(byte @Nullable [] block) {
        if (closed || ended) {
            return;
        }
        trailers = block;
        ended = true;
        if (canSend()) {
            sendLater();
        }
    }

    /** The head that was written ended our direction. */
    protected final void endedByHead() {
        ended = true;
        localEnded = true;
    }

    /** No more can be queued. */
    public final boolean isEnded() {
        return ended;
    }

    /** What ends our direction has been written. */
    public final boolean isLocalEnded() {
        return localEnded;
    }

    /** So much waits that no more should be queued now. */
    public final boolean isFull() {
        return full;
    }

    /** Bytes that wait. */
    public final int waitingBytes() {
        return waiting == null ? 0 : waiting.bytes();
    }

    /** The stream is over in both directions. */
    public final boolean isClosed() {
        return closed;
    }

    /** Sends nothing more and lets go of what waits. */
    protected final void closeSending() {
        closed = true;
        if (waitingBytes() > 0) {
            backlogged(-1);
        }
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }

    // ---- the sender calls ----

    /** Changes the send window; false if it overflows (RFC 9113 §6.9.1). */
    public final boolean widen(int increment) {
        if (window > 0 && increment > Wire.LARGEST_WINDOW - window) {
            return false;
        }
        window += increment;
        if (canSend()) {
            sendLater();
        }
        return true;
    }

    /** Bytes that the stream's own window lets pass. */
    final int sendable() {
        return waiting == null ? 0 : Math.min(waiting.bytes(), window);
    }

    final boolean hasOnlyEnd() {
        return ended && !localEnded && waitingBytes() == 0;
    }

    final boolean canSend() {
        return !closed && (sendable() > 0 || hasOnlyEnd());
    }

    /** Writes one frame of up to {@code size} bytes and what ends the stream; returns the bytes. */
    final int sendFrame(FrameWriter writer, int size) {
        stalledChecks = 0;
        int sent = 0;
        SendBuffer from = waiting;
        if (size > 0 && from != null) {
            sent = sendData(writer, from, size);
        }
        if (hasOnlyEnd()) {
            sendEnd(writer);
        } else if (localEnded) {
            localEnd();
        }
        if (full && !closed && waitingBytes() <= buffer / 2) {
            full = false;
            drained();
        }
        return sent;
    }

    private int sendData(FrameWriter writer, SendBuffer from, int limit) {
        int size = limit;
        if (!from.isContiguous(size) && size > GATHERED) {
            size = from.contiguous();
        }
        window -= size;
        boolean end = ended && trailers == null && from.bytes() == size;
        localEnded = end;
        if (size <= FrameWriter.COPIED || !from.isContiguous(size)) {
            writer.copiedData(id, from, size, end);
        } else {
            writer.data(id, from.take(size), end);
        }
        if (from.bytes() == 0) {
            backlogged(-1);
        }
        return size;
    }

    private void sendEnd(FrameWriter writer) {
        localEnded = true;
        byte[] block = trailers;
        if (block == null) {
            writer.endOfStream(id);
        } else {
            writeTrailers(block);
        }
        localEnd();
    }

    /**
     * Called at intervals of half the write timeout.
     *
     * @return whether the peer has taken nothing for at least that timeout
     */
    public final boolean isStalled() {
        if (waitingBytes() == 0) {
            stalledChecks = 0;
            return false;
        }
        return ++stalledChecks > 2;
    }
}
