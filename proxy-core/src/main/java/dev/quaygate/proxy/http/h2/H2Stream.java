package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.relay.DownstreamStream;
import dev.quaygate.proxy.relay.Exchange;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One stream: a request and its response (RFC 9113 §5.1, §8.1). Heads are written at once, bodies
 * when the {@link Sender} gives the stream its turn. Event loop only.
 */
final class H2Stream implements DownstreamStream {
    /** Payloads made of several buffers are gathered up to this size. */
    private static final int GATHERED = 8 << 10;

    final int id;
    private final Streams streams;
    private final @Nullable RequestBody body;
    private @Nullable Exchange exchange;

    /** No further call passes between the exchange and this. */
    private boolean over;

    private boolean closed;
    private boolean remoteEnded;

    private int window;
    private @Nullable SendBuffer waiting;
    private byte @Nullable [] trailers;
    private boolean ended;
    private boolean localEnded;
    private boolean full;
    private int stalledChecks;
    private boolean lingers;

    // Links of the sender's queue.
    boolean queued;
    @Nullable H2Stream before;
    @Nullable H2Stream after;

    /**
     * @param window what the peer lets us send at first
     * @param body null if the request ended with its head
     */
    H2Stream(int id, Streams streams, int window, @Nullable RequestBody body) {
        this.id = id;
        this.streams = streams;
        this.window = window;
        this.body = body;
        this.remoteEnded = body == null;
    }

    // ---- the request: the connection calls ----

    /** The exchange has been opened; it may be over already. */
    void opened(Exchange opened) {
        if (over) {
            return;
        }
        exchange = opened;
        if (remoteEnded) {
            opened.requestEnd(null);
        }
    }

    boolean isRemoteEnded() {
        return remoteEnded;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether the exchange still works. */
    boolean isWorking() {
        return !over;
    }

    @Nullable RequestBody body() {
        return body;
    }

    /** Body bytes; takes ownership. {@code end} if they are the last. */
    void data(ByteBuf piece, boolean end) {
        RequestBody into = body;
        Exchange to = exchange;
        if (closed || over || into == null || to == null) {
            streams.giveBack(piece.readableBytes());
            piece.release();
            return;
        }
        ByteBuf passed = into.take(piece, end);
        if (passed != null) {
            to.requestData(passed);
        }
    }

    /** END_STREAM came. */
    void end(@Nullable ResponseHead requestTrailers) {
        remoteEnded = true;
        Exchange to = exchange;
        ByteBuf held = body == null ? null : body.takeHeld();
        if (over || to == null) {
            if (held != null) {
                held.release();
            }
            closeIfDone();
            return;
        }
        if (held != null) {
            to.requestData(held);
        }
        if (!over) {
            to.requestEnd(requestTrailers);
        }
    }

    /** Ends the stream without a word to the client; its exchange ends with {@code cause}. */
    void close(Cause cause, String detail) {
        if (closed) {
            return;
        }
        closed = true;
        if (body != null) {
            streams.giveBack(body.unconsumed());
            body.release();
        }
        if (backlog() > 0) {
            streams.backlogged(-1);
        }
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        streams.closed(this);
        Exchange gone = exchange;
        boolean tell = leaveExchange();
        if (tell && gone != null) {
            gone.downstreamGone(cause, detail);
        }
    }

    /** Ends its exchange because the connection goes away; returns whether there was one. */
    boolean cut(Cause cause) {
        Exchange working = exchange;
        if (over || working == null) {
            return false;
        }
        working.cut(cause);
        return true;
    }

    private boolean leaveExchange() {
        if (over) {
            return false;
        }
        over = true;
        exchange = null;
        streams.exchangeOver();
        return true;
    }

    // ---- the response: the sender calls ----

    /** Changes the send window; false if it overflows. */
    boolean widen(int increment) {
        if (window > 0 && increment > Wire.LARGEST_WINDOW - window) {
            return false;
        }
        window += increment;
        if (canSend()) {
            streams.sendLater(this);
        }
        return true;
    }

    /** Bytes that the stream's own window lets pass. */
    int sendable() {
        return waiting == null ? 0 : Math.min(waiting.bytes(), window);
    }

    boolean hasOnlyEnd() {
        return ended && !localEnded && backlog() == 0;
    }

    boolean canSend() {
        return !closed && (sendable() > 0 || hasOnlyEnd());
    }

    /** Writes one frame of up to {@code size} bytes and what ends the stream; returns the bytes. */
    int sendFrame(FrameWriter writer, int size) {
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
        if (full && !closed && backlog() <= streams.buffer() / 2) {
            full = false;
            if (exchange != null) {
                exchange.downstreamWritable();
            }
        }
        return sent;
    }

    private int sendData(FrameWriter writer, SendBuffer from, int size) {
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
            streams.backlogged(-1);
        }
        return size;
    }

    private void sendEnd(FrameWriter writer) {
        localEnded = true;
        byte[] block = trailers;
        if (block == null) {
            writer.endOfStream(id);
        } else {
            streams.output.lastBlock(id, block);
        }
        localEnd();
    }

    private void localEnd() {
        if (remoteEnded) {
            closeIfDone();
        } else {
            // What is on its way is dropped; most clients soon see the answer and end or cancel.
            streams.answeredEarly();
        }
    }

    /**
     * Whether its answer is complete and the request still comes. Called at intervals.
     *
     * @return whether it was so the last time
     */
    boolean hasLingered() {
        if (!localEnded || remoteEnded) {
            return false;
        }
        boolean before = lingers;
        lingers = true;
        return before;
    }

    boolean isAnsweredEarly() {
        return localEnded && !remoteEnded;
    }

    private void closeIfDone() {
        if (localEnded && remoteEnded) {
            close(Cause.CLIENT_ABORT, "");
        }
    }

    /**
     * Called at intervals of half the write timeout.
     *
     * @return whether the client has taken nothing for at least that timeout
     */
    boolean isStalled() {
        if (backlog() == 0) {
            stalledChecks = 0;
            return false;
        }
        return ++stalledChecks > 2;
    }

    // ---- the exchange calls ----

    @Override
    public void writeHead(ResponseHead head, boolean end) {
        if (closed || localEnded) {
            return;
        }
        localEnded = end;
        streams.output.head(id, head, end);
        if (end) {
            leaveExchange();
            localEnd();
        }
    }

    @Override
    public void writeInterim(ResponseHead head) {
        if (!closed) {
            streams.output.head(id, head, false);
        }
    }

    @Override
    public void writeContinue() {
        if (!closed) {
            streams.output.goOn(id);
        }
    }

    @Override
    public void writeData(ByteBuf data) {
        if (closed || ended || !data.isReadable()) {
            data.release();
            return;
        }
        if (waiting == null) {
            waiting = new SendBuffer();
        }
        if (waiting.bytes() == 0) {
            streams.backlogged(1);
        }
        waiting.add(data);
        full |= waiting.bytes() >= streams.buffer();
        if (canSend()) {
            streams.sendLater(this);
        }
    }

    @Override
    public void writeEnd() {
        if (closed || ended) {
            return;
        }
        ended = true;
        leaveExchange();
        if (canSend()) {
            streams.sendLater(this);
        }
    }

    @Override
    public void writeTrailers(ResponseHead responseTrailers) {
        if (!closed && !ended) {
            trailers = streams.output.trailers(responseTrailers);
            writeEnd();
        }
    }

    @Override
    public void abort(Cause cause) {
        leaveExchange();
        if (!closed) {
            streams.aborted(this, cause);
        }
    }

    @Override
    public boolean isWritable() {
        return !full;
    }

    @Override
    public long backlog() {
        return waiting == null ? 0 : waiting.bytes();
    }

    @Override
    public void consumed(int bytes) {
        RequestBody from = body;
        if (closed || from == null) {
            return; // the connection has its credit back since the stream ended
        }
        from.consumed(bytes);
        streams.giveBack(bytes);
        int increment = from.window.giveBack(bytes);
        if (increment > 0 && !remoteEnded) {
            streams.output.windowUpdate(id, increment);
        }
    }

    /** Nothing to do: without credit the client stops after 64 KiB. */
    @Override
    public void pauseBody() {}

    @Override
    public void resumeBody() {}

    @Override
    public void switchToTunnel(ResponseHead head) {
        throw new IllegalStateException("HTTP/2 has no upgrade");
    }
}
