package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.ChunkDecoder;
import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.codec.ResponseFraming;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.ResponseHeadParser;
import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.Flushable;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to an endpoint: idle, or held by one exchange. It is reused only if both
 * directions ended as they should and nothing is left over. Event loop only.
 */
public final class UpstreamConnection extends Flushable {
    private static final int MOST_INTERIM = 10;

    private enum State {
        IDLE,
        HEAD,
        FIXED,
        CHUNKED,
        UNTIL_CLOSE,
        TUNNEL,
        CLOSED
    }

    private final LoopLocal loop;
    private final Pool pool;
    private final Endpoint endpoint;
    private final int mostIdle;
    private final Inbound handler = new Inbound();
    private final IdleLimit idleLimit = new IdleLimit();
    private @Nullable UpstreamOutput output;
    private @Nullable ResponseReceiver receiver;
    private State state = State.IDLE;

    // Links of the endpoint's open connections.
    @Nullable UpstreamConnection previousOpen;
    @Nullable UpstreamConnection nextOpen;

    private long openedAt;
    private int uses;

    // Of the current exchange.
    private boolean requestDone;
    private boolean headRequest;
    private boolean anyByte;
    private boolean reusable;
    private boolean paused;
    private boolean held;
    private int interims;
    private long remaining;
    private @Nullable ChunkDecoder chunks;
    private @Nullable ByteBuf pending;

    UpstreamConnection(LoopLocal loop, Pool pool, Endpoint endpoint, int mostIdle) {
        this.loop = loop;
        this.pool = pool;
        this.endpoint = endpoint;
        this.mostIdle = mostIdle;
    }

    ChannelHandler handler() {
        return handler;
    }

    void opened(Channel open) {
        output = new UpstreamOutput(loop, open);
        openedAt = System.nanoTime();
        state = State.HEAD;
        uses = 1;
        endpoint.connections(loop.index).add(this);
    }

    boolean isUsable(long now) {
        return state == State.IDLE
                && now - openedAt < pool.settings().connections().maxAge().toNanos();
    }

    void take() {
        loop.timers.remove(idleLimit);
        state = State.HEAD;
        uses++;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Whether it has served an exchange before this one, so that the endpoint may have closed it
     * meanwhile.
     */
    public boolean isReused() {
        return uses > 1;
    }

    /** Whether any byte of a response has come for this exchange. */
    public boolean hasAnswered() {
        return anyByte;
    }

    /**
     * Starts an exchange on this connection.
     *
     * @param head the request head as bytes; all of it is taken
     * @param isHead whether the method is HEAD, whose answers have no body
     */
    public void begin(HeadBuffer head, boolean isHead, ResponseReceiver newReceiver) {
        receiver = newReceiver;
        requestDone = false;
        headRequest = isHead;
        anyByte = false;
        reusable = true;
        interims = 0;
        UpstreamOutput open = output;
        if (open == null || state == State.CLOSED) {
            head.reset();
            return;
        }
        open.head(head);
        loop.flushLater(this);
    }

    /** Sends bytes of the request body as they are framed, or of a tunnel. Takes ownership. */
    public void send(ByteBuf data) {
        UpstreamOutput open = output;
        if (open == null || state == State.CLOSED) {
            data.release();
            return;
        }
        open.write(data);
        loop.flushLater(this);
    }

    /** The request is complete. */
    public void requestDone() {
        requestDone = true;
    }

    public boolean isWritable() {
        UpstreamOutput open = output;
        return open != null && open.channel().isWritable();
    }

    /** Stops reading until {@link #resume()}: the client is slower than the endpoint. */
    public void pause() {
        UpstreamOutput open = output;
        if (!paused && open != null) {
            paused = true;
            open.channel().config().setAutoRead(false);
        }
    }

    public void resume() {
        UpstreamOutput open = output;
        if (paused && open != null) {
            paused = false;
            open.channel().config().setAutoRead(!held);
        }
    }

    /** Reads no more of a body until there is memory for it. */
    private void hold() {
        UpstreamOutput open = output;
        boolean inBody =
                state == State.FIXED
                        || state == State.CHUNKED
                        || state == State.UNTIL_CLOSE
                        || state == State.TUNNEL;
        if (!held && inBody && open != null) {
            held = true;
            open.channel().config().setAutoRead(false);
            loop.pressure.hold(this::readAgain);
        }
    }

    private void readAgain() {
        UpstreamOutput open = output;
        held = false;
        if (!paused && open != null) {
            open.channel().config().setAutoRead(true);
        }
    }

    /** Bytes go through as they are from now on (after a checked 101). */
    public void becomeTunnel() {
        state = State.TUNNEL;
        reusable = false;
    }

    /** Ends the exchange: back to the idle ones if both directions are complete, else closed. */
    public void release() {
        receiver = null;
        boolean clean = state == State.IDLE && requestDone && reusable && !held;
        if (!clean || output == null || mostIdle == 0 || endpoint.isGone()) {
            close();
            return;
        }
        resume();
        loop.timers.set(idleLimit, loop.now() + pool.settings().connections().idleFor().toNanos());
        endpoint.idle(loop.index).give(this, mostIdle);
    }

    /** Closes without a word to the receiver. */
    public void close() {
        receiver = null;
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.IDLE) {
            endpoint.idle(loop.index).remove(this);
        }
        endpoint.connections(loop.index).remove(this);
        state = State.CLOSED;
        loop.timers.remove(idleLimit);
        dropPending();
        UpstreamOutput open = output;
        if (open != null) {
            open.drop();
            open.channel().close();
        }
    }

    /** Closes and tells the receiver that its time is over. */
    void cut(Cause cause) {
        ResponseReceiver told = receiver;
        close();
        if (told != null) {
            told.cut(cause);
        }
    }

    @Override
    protected void flushNow() {
        UpstreamOutput open = output;
        if (open != null && state != State.CLOSED) {
            open.flush();
        }
    }

    private void fail(Cause cause, String detail) {
        ResponseReceiver told = receiver;
        close();
        if (told != null) {
            told.responseFailed(cause, detail);
        }
    }

    private void dropPending() {
        ByteBuf rest = pending;
        pending = null;
        if (rest != null) {
            rest.release();
        }
    }

    // ---- bytes from the endpoint ----

    private void received(ByteBuf in) {
        ByteBuf data = in;
        if (pending != null) {
            data = join(pending, in);
            pending = null;
        }
        try {
            anyByte = true;
            while (data.isReadable() && step(data)) {
                // each step takes what it can
            }
        } finally {
            data.release();
        }
        if (loop.pressure.isFull()) {
            hold();
        }
    }

    private static ByteBuf join(ByteBuf first, ByteBuf second) {
        ByteBuf joined =
                second.alloc().directBuffer(first.readableBytes() + second.readableBytes());
        joined.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return joined;
    }

    /** Handles the front of {@code in}; false when it must wait for more. */
    private boolean step(ByteBuf in) {
        return switch (state) {
            case HEAD -> head(in);
            case FIXED -> fixed(in);
            case CHUNKED -> chunked(in);
            case UNTIL_CLOSE, TUNNEL -> {
                deliver(in.readRetainedSlice(in.readableBytes()));
                yield true;
            }
            // Bytes after the end belong to nobody: the connection can not be trusted any more
            // (Q4).
            case IDLE -> {
                reusable = false;
                if (receiver == null) {
                    close();
                }
                yield false;
            }
            case CLOSED -> false;
        };
    }

    private boolean head(ByteBuf in) {
        ResponseHead head = loop.response;
        head.reset();
        switch (loop.responseParser.parse(head, in, headRequest)) {
            case ResponseHeadParser.NEED_MORE -> {
                // The head belongs to the loop and the next connection needs it: keep the bytes.
                pending =
                        in.alloc().directBuffer(head.length).writeBytes(head.bytes, 0, head.length);
                return false;
            }
            case ResponseHeadParser.REFUSED -> {
                fail(Cause.UPSTREAM_BAD_RESPONSE, loop.responseParser.refusal().detail());
                return false;
            }
            default -> {
                return head.status < 200 && head.status != 101 ? interim(head) : finalHead(head);
            }
        }
    }

    private boolean interim(ResponseHead head) {
        if (++interims > MOST_INTERIM) {
            fail(Cause.UPSTREAM_BAD_RESPONSE, "more than 10 interim answers");
            return false;
        }
        if (head.status != 100 && receiver != null) {
            receiver.interim(head);
        }
        return true;
    }

    private boolean finalHead(ResponseHead head) {
        reusable = !head.close && !head.http10;
        boolean end =
                head.framing == ResponseFraming.NONE
                        || head.framing == ResponseFraming.FIXED && head.contentLength == 0;
        if (head.status == 101) {
            end = false; // the receiver decides whether it was asked for
        } else {
            state = end ? State.IDLE : bodyState(head.framing);
        }
        remaining = head.contentLength;
        ResponseReceiver told = receiver;
        if (told != null) {
            told.responseHead(head, end);
        }
        return true;
    }

    private State bodyState(ResponseFraming framing) {
        return switch (framing) {
            case FIXED -> State.FIXED;
            case CHUNKED -> {
                chunks = chunks == null ? ChunkDecoder.ofResponse() : chunks;
                chunks.reset();
                yield State.CHUNKED;
            }
            case UNTIL_CLOSE, NONE -> {
                reusable = false;
                yield State.UNTIL_CLOSE;
            }
        };
    }

    private boolean fixed(ByteBuf in) {
        int available = in.readableBytes();
        int take = (int) Math.min(remaining, available);
        remaining -= take;
        boolean end = remaining == 0;
        // Surplus bytes must spoil the connection before the exchange gives it back.
        reusable &= !end || take == available;
        if (end) {
            state = State.IDLE;
        }
        ResponseReceiver told = receiver;
        deliver(take == available ? in.retain() : in.readRetainedSlice(take));
        // The receiver may have closed us while it took the last bytes.
        if (end && told != null && receiver == told) {
            told.responseEnd(null);
        }
        // A buffer that was given away whole is the receiver's to read.
        return take < available;
    }

    private boolean chunked(ByteBuf in) {
        ChunkDecoder decoder = chunks;
        if (decoder == null) {
            throw new IllegalStateException("no decoder");
        }
        switch (decoder.decode(in)) {
            case ChunkDecoder.DATA -> {
                int size = decoder.available(in);
                ByteBuf data = in.readRetainedSlice(size);
                decoder.took(size);
                deliver(data);
                return true;
            }
            case ChunkDecoder.END -> {
                state = State.IDLE;
                reusable &= !in.isReadable();
                ResponseReceiver told = receiver;
                if (told != null) {
                    told.responseEnd(decoder.trailers());
                }
                return true;
            }
            case ChunkDecoder.ERROR -> {
                fail(Cause.UPSTREAM_CUT, decoder.refusal().detail());
                return false;
            }
            default -> {
                return false;
            }
        }
    }

    private void deliver(ByteBuf data) {
        ResponseReceiver told = receiver;
        if (told == null) {
            data.release();
            return;
        }
        told.responseData(data);
    }

    private void closedByEndpoint(String detail) {
        switch (state) {
            case IDLE, CLOSED -> close();
            case HEAD -> fail(Cause.UPSTREAM_RESET, detail);
            case UNTIL_CLOSE, TUNNEL -> {
                ResponseReceiver told = receiver;
                close();
                if (told != null) {
                    told.responseEnd(null);
                }
            }
            case FIXED, CHUNKED -> fail(Cause.UPSTREAM_CUT, detail);
        }
    }

    private final class Inbound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            received((ByteBuf) msg); // released there
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            closedByEndpoint("closed");
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            ResponseReceiver told = receiver;
            if (told != null && ctx.channel().isWritable()) {
                told.upstreamWritable();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
            if (state == State.UNTIL_CLOSE) {
                fail(Cause.UPSTREAM_CUT, "reset"); // a reset is no clean end
                return;
            }
            closedByEndpoint("reset");
        }
    }

    private final class IdleLimit extends Deadline {
        @Override
        protected void expired(long now) {
            close();
        }
    }
}
