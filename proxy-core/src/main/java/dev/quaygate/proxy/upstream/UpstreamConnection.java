package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.ChunkEncoder;
import dev.quaygate.proxy.codec.ForwardContext;
import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.RequestHeadWriter;
import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.Flushable;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.loop.ReadGate;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to an endpoint: idle, or held by one exchange. It is reused only if both
 * directions ended as they should and nothing is left over. Event loop only.
 */
public final class UpstreamConnection extends UpstreamStream {
    private static final byte[] HEAD = Ascii.bytes("HEAD");
    private static final ByteBuf CRLF =
            Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(2).writeBytes(new byte[] {'\r', '\n'}));

    private final LoopLocal loop;
    private final Pool pool;
    private final Endpoint endpoint;
    private final int mostIdle;
    private final ResponseReader reader;
    private final ReadGate gate;
    private final Inbound handler = new Inbound();
    private final Flush flush = new Flush();
    private final IdleLimit idleLimit = new IdleLimit();
    private @Nullable UpstreamOutput output;

    // Links of the endpoint's open connections.
    @Nullable UpstreamConnection previousOpen;
    @Nullable UpstreamConnection nextOpen;

    private long openedAt;
    private int uses;

    // Of the current exchange.
    private boolean requestDone;
    private boolean chunked;

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

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public boolean isReused() {
        return uses > 1;
    }

    @Override
    public boolean isUnprocessed() {
        return false; // HTTP/1.1 has no way to say so
    }

    @Override
    public void begin(RequestHead head, ForwardContext context, ResponseReceiver receiver) {
        requestDone = false;
        chunked = head.chunked;
        reader.begin(head.isMethod(HEAD), receiver);
        UpstreamOutput open = output;
        if (open == null || reader.isClosed()) {
            return;
        }
        HeadBuffer out = loop.out;
        out.reset();
        RequestHeadWriter.write(head, context, out);
        open.head(out);
        loop.flushLater(flush);
    }

    @Override
    public void send(ByteBuf data) {
        UpstreamOutput open = output;
        if (open == null || reader.isClosed()) {
            data.release();
            return;
        }
        if (chunked) {
            ByteBuf line = loop.allocator().directBuffer(ChunkEncoder.MAX_SIZE_LINE);
            ChunkEncoder.begin(line, data.readableBytes());
            open.write(line);
            open.write(data);
            open.write(CRLF.duplicate());
        } else {
            open.write(data);
        }
        loop.flushLater(flush);
    }

    @Override
    public void end() {
        UpstreamOutput open = output;
        if (chunked && open != null && !reader.isClosed()) {
            ByteBuf last = loop.allocator().directBuffer(8);
            // Trailers of requests are dropped together with the Trailer field (C5).
            ChunkEncoder.last(last, null);
            open.write(last);
            loop.flushLater(flush);
        }
        requestDone = true;
    }

    @Override
    public boolean isWritable() {
        UpstreamOutput open = output;
        return open != null && open.channel().isWritable();
    }

    @Override
    public void pause() {
        gate.pause();
    }

    @Override
    public void resume() {
        gate.resume();
    }

    @Override
    public void becomeTunnel() {
        reader.becomeTunnel();
    }

    /** Back to the idle ones if both directions are complete, else closed. */
    @Override
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

    @Override
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

    /** Sends what one turn wrote. */
    private final class Flush extends Flushable {
        @Override
        protected void flushNow() {
            UpstreamOutput open = output;
            if (open != null && !reader.isClosed()) {
                open.flush();
            }
        }
    }

    private final class IdleLimit extends Deadline {
        @Override
        protected void expired(long now) {
            close();
        }
    }
}
