package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.h2.Sender;
import dev.quaygate.proxy.codec.h2.SendingStream;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.relay.DownstreamStream;
import dev.quaygate.proxy.relay.Exchange;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One stream: a request and its response (RFC 9113 §5.1, §8.1). Heads are written at once, bodies
 * when the {@link Sender} gives the stream its turn. Event loop only.
 */
final class H2Stream extends SendingStream implements DownstreamStream {
    private final Streams streams;
    private final @Nullable RequestBody body;
    private @Nullable Exchange exchange;

    /** No further call passes between the exchange and this. */
    private boolean over;

    private boolean remoteEnded;
    private boolean lingers;

    /**
     * @param window what the peer lets us send at first
     * @param body null if the request ended with its head
     */
    H2Stream(int id, Streams streams, int window, @Nullable RequestBody body) {
        super(id, window, streams.buffer());
        this.streams = streams;
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
        if (isClosed() || over || into == null || to == null) {
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
        if (isClosed()) {
            return;
        }
        closeSending();
        if (body != null) {
            streams.giveBack(body.unconsumed());
            body.release();
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

    @Override
    protected void sendLater() {
        streams.sendLater(this);
    }

    @Override
    protected void backlogged(int change) {
        streams.backlogged(change);
    }

    @Override
    protected void writeTrailers(byte[] block) {
        streams.output.lastBlock(id, block);
    }

    @Override
    protected void localEnd() {
        if (remoteEnded) {
            closeIfDone();
        } else {
            // What is on its way is dropped; most clients soon see the answer and end or cancel.
            streams.answeredEarly();
        }
    }

    @Override
    protected void drained() {
        if (exchange != null) {
            exchange.downstreamWritable();
        }
    }

    /**
     * Whether its answer is complete and the request still comes. Called at intervals.
     *
     * @return whether it was so the last time
     */
    boolean hasLingered() {
        if (!isLocalEnded() || remoteEnded) {
            return false;
        }
        boolean before = lingers;
        lingers = true;
        return before;
    }

    boolean isAnsweredEarly() {
        return isLocalEnded() && !remoteEnded;
    }

    private void closeIfDone() {
        if (isLocalEnded() && remoteEnded) {
            close(Cause.CLIENT_ABORT, "");
        }
    }

    // ---- the exchange calls ----

    @Override
    public void writeHead(ResponseHead head, boolean end) {
        if (isClosed() || isLocalEnded()) {
            return;
        }
        if (end) {
            endedByHead();
        }
        streams.output.head(id, head, end);
        if (end) {
            leaveExchange();
            localEnd();
        }
    }

    @Override
    public void writeInterim(ResponseHead head) {
        if (!isClosed()) {
            streams.output.head(id, head, false);
        }
    }

    @Override
    public void writeContinue() {
        if (!isClosed()) {
            streams.output.goOn(id);
        }
    }

    @Override
    public void writeData(ByteBuf data) {
        enqueue(data);
    }

    @Override
    public void writeEnd() {
        endSending(null);
    }

    @Override
    public void writeTrailers(ResponseHead responseTrailers) {
        if (!isClosed() && !isEnded()) {
            endSending(streams.output.trailers(responseTrailers));
        }
    }

    private void endSending(byte @Nullable [] block) {
        if (!isClosed() && !isEnded()) {
            leaveExchange();
            enqueueEnd(block);
        }
    }

    @Override
    public void abort(Cause cause) {
        leaveExchange();
        if (!isClosed()) {
            streams.aborted(this, cause);
        }
    }

    @Override
    public boolean isWritable() {
        return !isFull();
    }

    @Override
    public long backlog() {
        return waitingBytes();
    }

    @Override
    public void consumed(int bytes) {
        RequestBody from = body;
        if (isClosed() || from == null) {
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
