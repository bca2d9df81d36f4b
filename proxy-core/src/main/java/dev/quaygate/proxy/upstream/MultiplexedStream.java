package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.ForwardContext;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.ReceiveWindow;
import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on an HTTP/2 connection to an endpoint (RFC 9113 §5.1, §8.1). A client that is slow
 * closes the window of this stream, not the connection's. Event loop only.
 */
final class MultiplexedStream extends UpstreamStream {
    private static final byte[] HEAD = Ascii.bytes("HEAD");
    private static final int MOST_INTERIM = 10;
    private static final long UNKNOWN = -1;

    private final MultiplexedStreams streams;
    private final boolean reused;
    private final ReceiveWindow window = new ReceiveWindow(Wire.STREAM_WINDOW, Wire.STREAM_WINDOW);
    private @Nullable MultiplexedOutput output; // null until the request begins
    private @Nullable ResponseReceiver receiver;
    private boolean over;
    private boolean unprocessed;

    private boolean toHead;
    private boolean hasHead;
    private boolean bodiless;
    private boolean remoteEnded;
    private int interims;
    private long declared = UNKNOWN;
    private long announced;

    private boolean paused;
    private int owed;

    MultiplexedStream(MultiplexedStreams streams, boolean reused) {
        this.streams = streams;
        this.reused = reused;
    }

    @Override
    public Endpoint endpoint() {
        return streams.endpoint();
    }

    @Override
    public boolean isReused() {
        return reused;
    }

    @Override
    public boolean isUnprocessed() {
        return unprocessed;
    }

    // ---- the request ----

    @Override
    public void begin(RequestHead head, ForwardContext context, ResponseReceiver to) {
        receiver = to;
        toHead = head.isMethod(HEAD);
        output = streams.open(this, head, context);
    }

    @Override
    public void send(ByteBuf data) {
        MultiplexedOutput out = output;
        if (out == null) {
            data.release();
            return;
        }
        out.add(data);
    }

    @Override
    public void end() {
        MultiplexedOutput out = output;
        if (out != null) {
            out.end();
        }
    }

    @Override
    public boolean isWritable() {
        MultiplexedOutput out = output;
        return out != null && !out.isFull();
    }

    /** {@link #isWritable()} has turned true. */
    void drained() {
        ResponseReceiver told = receiver;
        if (told != null) {
            told.upstreamWritable();
        }
    }

    // ---- the response: frames call ----

    boolean hasHead() {
        return hasHead;
    }

    boolean isToHead() {
        return toHead;
    }

    boolean isRemoteEnded() {
        return remoteEnded;
    }

    /** Another interim response has come; false if these are too many. */
    boolean countInterim() {
        return ++interims <= MOST_INTERIM;
    }

    void interim(ResponseHead head) {
        ResponseReceiver told = receiver;
        if (told != null) {
            told.interim(head);
        }
    }

    /** The final head. */
    void head(ResponseHead head, boolean end) {
        hasHead = true;
        remoteEnded = end;
        bodiless = toHead || head.status == 204 || head.status == 304;
        declared = bodiless ? UNKNOWN : head.contentLength;
        ResponseReceiver told = receiver;
        if (told != null) {
            told.responseHead(head, end || bodiless);
        }
    }

    /** Takes what counts for flow control; false if it is more than the window. */
    boolean takeWindow(int flow) {
        return window.take(flow);
    }

    /** What is wrong with a frame of {@code bytes} of data, or null. */
    @Nullable String judgeData(int bytes, boolean end) {
        if (!hasHead) {
            return "DATA before a head";
        }
        announced += bytes;
        if (bodiless && announced > 0) {
            return "body where none may be";
        }
        if (declared != UNKNOWN && announced > declared) {
            return "body longer than its length";
        }
        return end ? judgeEnd() : null;
    }

    /** What is wrong with the body's end here, or null. */
    @Nullable String judgeEnd() {
        return declared != UNKNOWN && announced < declared ? "body shorter than its length" : null;
    }

    /** Body bytes. Takes ownership. */
    void data(ByteBuf piece) {
        int size = piece.readableBytes();
        ResponseReceiver told = receiver;
        if (told == null) {
            piece.release();
            return;
        }
        told.responseData(piece);
        consumed(size);
    }

    /** Padding, or bytes that have gone on: gives credit unless the client is slower. */
    void consumed(int bytes) {
        if (paused) {
            owed += bytes;
        } else {
            give(bytes);
        }
    }

    private void give(int bytes) {
        MultiplexedOutput out = output;
        int increment = window.giveBack(bytes);
        if (increment > 0 && !remoteEnded && !over && out != null) {
            streams.widenStream(out.id, increment);
        }
    }

    /** END_STREAM came after the body. */
    void remoteEnd(@Nullable ResponseHead trailers) {
        remoteEnded = true;
        ResponseReceiver told = receiver;
        if (told != null) {
            told.responseEnd(trailers);
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        int credit = owed;
        owed = 0;
        if (credit > 0) {
            give(credit);
        }
    }

    @Override
    public void becomeTunnel() {
        throw new IllegalStateException("HTTP/2 has no upgrade");
    }

    // ---- the end ----

    /** The endpoint did nothing with the request. */
    void refused(String detail) {
        unprocessed = true;
        fail(Cause.UPSTREAM_RESET, detail);
    }

    /** The response will not complete; the endpoint knows. */
    void fail(Cause cause, String detail) {
        ResponseReceiver told = receiver;
        receiver = null;
        finish();
        if (told != null) {
            told.responseFailed(cause, detail);
        }
    }

    /** Its time is over. */
    void cut(Cause cause) {
        ResponseReceiver told = receiver;
        close();
        if (told != null) {
            told.cut(cause);
        }
    }

    @Override
    public void release() {
        close();
    }

    /** Ends the exchange; the endpoint is told unless both directions are complete. */
    @Override
    public void close() {
        receiver = null;
        MultiplexedOutput out = output;
        if (!over && out != null && !(remoteEnded && out.isLocalEnded())) {
            streams.reset(out.id, window.available(), ErrorCode.CANCEL);
        }
        finish();
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        MultiplexedOutput out = output;
        if (out != null) {
            out.close();
        }
        streams.closed(out);
    }
}
