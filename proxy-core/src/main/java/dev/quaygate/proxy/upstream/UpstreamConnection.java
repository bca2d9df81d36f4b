package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.Flushable;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.loop.ReadGate;
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
    private final LoopLocal loop;
    private final Pool pool;
    private final Endpoint endpoint;
    private final int mostIdle;
    private final ResponseReader reader;
    private final ReadGate gate;
    private final Inbound handler = new Inbound();
    private final IdleLimit idleLimit = new IdleLimit();
    private @Nullable UpstreamOutput output;

    // Links of the endpoint's open connections.
    @Nullable UpstreamConnection previousOpen;
    @Nullable UpstreamConnection nextOpen;

    private long openedAt;
    private int uses;

    // Of the current exchange.
    private boolean requestDone;

    UpstreamConnection(LoopLocal loop, Pool pool, Endpoint endpoint, int mostIdle) {
        this.loop = loop;
        this.pool = pool;
        this.endpoint = endpoint;
        this.mostIdle = mostIdle;
        this.reader = new ResponseReader(loop, this);
        this.gate = new ReadGate(loop.pressure);
    }

    ChannelHandler handler() {
        return handler;
    }

    void opened(Channel open) {
        output = new UpstreamOutput(loop, open);
        gate.attach(open);
        openedAt = System.nanoTime();
        reader.expectHead();
        uses = 1;
        endpoint.connections(loop.index).add(this);
    }

    boolean isUsable(long now) {
        return reader.isIdle() && now - openedAt < pool.settings().connections().maxAge().toNanos();
    }

    void take() {
        loop.timers.remove(idleLimit);
        reader.expectHead();
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
        return reader.hasAnswered();
    }

    /**
     * Starts an exchange on this connection.
     *
     * @param head the request head as bytes; all of it is taken
     * @param isHead whether the method is HEAD, whose answers have no body
     */
    public void begin(HeadBuffer head, boolean isHead, ResponseReceiver newReceiver) {
        requestDone = false;
        reader.begin(isHead, newReceiver);
        UpstreamOutput open = output;
        if (open == null || reader.isClosed()) {
            head.reset();
            return;
        }
        open.head(head);
        loop.flushLater(this);
    }

    /** Sends bytes of the request body as they are framed, or of a tunnel. Takes ownership. */
    public void send(ByteBuf data) {
        UpstreamOutput open = output;
        if (open == null || reader.isClosed()) {
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
        gate.pause();
    }

    public void resume() {
        gate.resume();
    }

    /** Bytes go through as they are from now on (after a checked 101). */
    public void becomeTunnel() {
        reader.becomeTunnel();
    }

    /** Ends the exchange: back to the idle ones if both directions are complete, else closed. */
    public void release() {
        reader.forget();
        boolean clean = reader.isReusable() && requestDone && !gate.isHeld();
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
        reader.forget();
        if (reader.isClosed()) {
            return;
        }
        if (reader.isIdle()) {
            endpoint.idle(loop.index).remove(this);
        }
        endpoint.connections(loop.index).remove(this);
        reader.close();
        loop.timers.remove(idleLimit);
        UpstreamOutput open = output;
        if (open != null) {
            open.drop();
            open.channel().close();
        }
    }

    /** Closes and tells the receiver that its time is over. */
    void cut(Cause cause) {
        ResponseReceiver told = reader.forget();
        close();
        if (told != null) {
            told.cut(cause);
        }
    }

    @Override
    protected void flushNow() {
        UpstreamOutput open = output;
        if (open != null && !reader.isClosed()) {
            open.flush();
        }
    }

    /** Closes and tells the receiver why there is no answer, or no whole one. */
    void fail(Cause cause, String detail) {
        ResponseReceiver told = reader.forget();
        close();
        if (told != null) {
            told.responseFailed(cause, detail);
        }
    }

    private final class Inbound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            reader.received((ByteBuf) msg); // released there
            if (loop.pressure.isFull() && reader.isInBody()) {
                gate.hold();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            reader.ended(true);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            ResponseReceiver told = reader.receiver();
            if (told != null && ctx.channel().isWritable()) {
                told.upstreamWritable();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
            reader.ended(false); // a reset is no clean end
        }
    }

    private final class IdleLimit extends Deadline {
        @Override
        protected void expired(long now) {
            close();
        }
    }
}
