package dev.quaygate.proxy.http.h1;

import dev.quaygate.proxy.codec.ChunkEncoder;
import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.ResponseHeadWriter;
import dev.quaygate.proxy.loop.Flushable;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.relay.DownstreamStream;
import dev.quaygate.proxy.relay.SecureOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of one HTTP/1.1 connection. Small pieces are gathered in one buffer until the
 * turn ends, so that head and short body are one TLS record and one system call. Event loop only.
 */
final class H1Responses extends Flushable implements DownstreamStream {
    private static final ByteBuf CRLF =
            Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(2).writeBytes(new byte[] {'\r', '\n'}));
    private static final byte[] CONTINUE = ResponseHeadWriter.continueLine();

    /**
     * Body pieces up to this size are copied behind the head instead of being written on their own.
     */
    private static final int SMALL = 4 << 10;

    private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 0x03, (byte) 0xe9};

    private final H1Connection connection;
    private final LoopLocal loop;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf gathered;
    private RequestHead.Version version = RequestHead.Version.HTTP_1_1;
    private boolean close;
    private boolean chunked;
    private boolean acceptsTrailers;
    private boolean tunnel;
    private final WebsocketPosition position = new WebsocketPosition();
    private boolean closing;

    H1Responses(H1Connection connection, LoopLocal loop) {
        this.connection = connection;
        this.loop = loop;
    }

    void attach(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Gets ready for the answer to {@code head}. */
    void begin(RequestHead head, boolean last) {
        version = head.version;
        close = last;
        chunked = false;
        acceptsTrailers = head.acceptsTrailers;
    }

    /** The answer that is being made or comes next is the last one. */
    void lastAnswer() {
        close = true;
    }

    @Override
    public void writeHead(ResponseHead head, boolean end) {
        chunked = !end && ResponseHeadWriter.isChunkedTo(head, version);
        close |= !end && ResponseHeadWriter.isClosedTo(head, version);
        if (!end && head.framing == dev.quaygate.proxy.codec.ResponseFraming.NONE) {
            close = true;
        }
        putHead(head);
        if (end) {
            connection.answered(close);
        }
    }

    private void putHead(ResponseHead head) {
        HeadBuffer out = loop.out;
        out.reset();
        ResponseHeadWriter.write(head, version, close, loop.date(), out);
        // Room for a short body too, so that both leave as one record.
        long body = head.contentLength <= SMALL ? Math.max(0, head.contentLength) : 0;
        out.flushTo(room(out.length + (int) body));
    }

    @Override
    public void writeInterim(ResponseHead head) {
        if (version == RequestHead.Version.HTTP_1_1) {
            putHead(head);
        }
    }

    @Override
    public void writeContinue() {
        room(CONTINUE.length).writeBytes(CONTINUE);
    }

    @Override
    public void writeData(ByteBuf data) {
        int size = data.readableBytes();
        if (closing || size == 0) {
            data.release();
            return;
        }
        if (chunked) {
            ChunkEncoder.begin(room(ChunkEncoder.MAX_SIZE_LINE), size);
        }
        if (tunnel) {
            position.passed(data);
        }
        if (size <= SMALL) {
            room(size).writeBytes(data);
            data.release();
        } else {
            sendGathered();
            send(data);
        }
        if (chunked) {
            room(2).writeBytes(CRLF, 0, 2);
        }
    }

    @Override
    public void writeEnd() {
        if (tunnel) {
            connection.answered(true);
            return;
        }
        if (chunked) {
            ChunkEncoder.last(room(8), null);
        }
        connection.answered(close);
    }

    @Override
    public void writeTrailers(ResponseHead trailers) {
        if (chunked) {
            ChunkEncoder.last(room(8 + trailers.length * 2), acceptsTrailers ? trailers : null);
        }
        connection.answered(close);
    }

    @Override
    public void abort(Cause cause) {
        // The end of a body must never look clean: no last chunk, no TLS close_notify that an
        // HTTP/1.0 client could take for the end.
        if (cause == Cause.DRAIN_CUT || cause == Cause.RELOAD_CUT) {
            sayGoingAway();
        }
        drop();
        connection.cutOff(cause);
    }

    @Override
    public boolean isWritable() {
        ChannelHandlerContext ctx = context;
        return ctx != null && ctx.channel().isWritable();
    }

    @Override
    public long backlog() {
        ChannelHandlerContext ctx = context;
        ChannelOutboundBuffer buffer = ctx == null ? null : ctx.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void consumed(int bytes) {
        // HTTP/1.1 has no window; reading is paused instead.
    }

    @Override
    public void pauseBody() {
        connection.pauseReading();
    }

    @Override
    public void resumeBody() {
        connection.resumeReading();
    }

    @Override
    public void switchToTunnel(ResponseHead head) {
        tunnel = true;
        putHead(head);
        connection.becameTunnel();
    }

    /**
     * Says to a websocket client that we go away (RFC 6455 §7.4.1, 1001), if a frame may stand
     * here.
     */
    void sayGoingAway() {
        if (tunnel && position.isBetweenFrames()) {
            room(GOING_AWAY.length).writeBytes(GOING_AWAY);
            flushNow();
        }
    }

    /** Ends our direction once everything is written. */
    void closeOutput() {
        closing = true;
        sendGathered();
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener((ChannelFutureListener) future -> shutdownOutput(ctx));
    }

    private void shutdownOutput(ChannelHandlerContext ctx) {
        if (ctx.pipeline().first() instanceof SecureOutput tls) {
            // close_notify tells the client that nothing was cut off; the socket follows when the
            // client answers or the limit is over.
            tls.closeOutput();
            return;
        }
        if (ctx.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        }
    }

    void drop() {
        ByteBuf rest = gathered;
        gathered = null;
        if (rest != null) {
            rest.release();
        }
    }

    private ByteBuf room(int size) {
        ByteBuf open = gathered;
        if (open != null && open.writableBytes() < size) {
            sendGathered();
            open = null;
        }
        if (open == null) {
            open = loop.spares.take(size, loop.allocator());
            gathered = open;
        }
        loop.flushLater(this);
        return open;
    }

    private void sendGathered() {
        ByteBuf open = gathered;
        gathered = null;
        if (open != null) {
            send(open);
        }
    }

    private void send(ByteBuf data) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            data.release();
            return;
        }
        ctx.write(data, ctx.voidPromise());
        loop.flushLater(this);
    }

    @Override
    protected void flushNow() {
        sendGathered();
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.flush();
        }
    }
}
