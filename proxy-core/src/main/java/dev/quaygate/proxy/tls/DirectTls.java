package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.UnsupportedMessageTypeException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * TLS of one client connection straight on BoringSSL: no engine in between, no memory kept while
 * nothing moves. What one read brings is decrypted into one buffer; what one turn of the loop
 * writes is sealed and sent at once. Owns its {@link TlsSession} and frees it when it leaves the
 * pipeline or the channel closes. Event loop only, not sharable.
 */
final class DirectTls extends ChannelDuplexHandler implements TlsConnection {
    /**
     * Enough that sealing it now costs no more than later, and that nobody buffers more than this.
     */
    private static final int EAGER = 64 << 10;

    /** Plaintext that arrives in pieces up to this size goes through the loop's memory. */
    private static final int SHORT = 4 << 10;

    /** What a client that reads nothing may delay our close after close_notify. */
    private static final long CLOSE_NANOS = 3_000_000_000L;

    private enum State {
        HANDSHAKE,
        OPEN,
        /** Our close_notify is sent. */
        OUTPUT_CLOSED,
        /** Nothing is read or written any more. */
        ENDED
    }

    private final TlsSession session;
    private final LoopLocal loop;
    private final long timeoutNanos;
    private final Limit limit = new Limit();
    private final PendingWrites pending = new PendingWrites();
    private final List<ChannelPromise> done = new ArrayList<>(0);
    private State state = State.HANDSHAKE;
    private boolean inputClosed;
    private boolean flushWanted;
    private @Nullable String applicationProtocol;

    @SuppressWarnings("NullAway.Init") // set before any other event
    private ChannelHandlerContext context;

    @SuppressWarnings("NullAway.Init")
    private RecordOutput output;

    /** Takes ownership of {@code session}. */
    DirectTls(TlsSession session, LoopLocal loop, long timeoutNanos) {
        this.session = session;
        this.loop = loop;
        this.timeoutNanos = timeoutNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        output = new RecordOutput(ctx, loop);
        TlsReceive.share(ctx.channel());
        loop.timers.set(limit, System.nanoTime() + timeoutNanos);
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf data)) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf in = withAddress(ctx, data);
        try {
            if (state == State.HANDSHAKE) {
                handshake(in);
            }
            if (state == State.OPEN || state == State.OUTPUT_CLOSED) {
                open(ctx, in);
            }
        } finally {
            in.release();
        }
    }

    /** Takes ownership of {@code data}. */
    private static ByteBuf withAddress(ChannelHandlerContext ctx, ByteBuf data) {
        if (data.hasMemoryAddress()) {
            return data;
        }
        ByteBuf copy = ctx.alloc().directBuffer(Math.max(1, data.readableBytes())).writeBytes(data);
        data.release();
        return copy;
    }

    private void handshake(ByteBuf in) {
        ByteBuf out = output.begin(SHORT);
        int status = session.handshake(in, out);
        if (!send(out)) {
            return;
        }
        switch (status) {
            case TlsSession.DONE -> shaken();
            case TlsSession.MORE -> {}
            default -> handshakeFailed(session.failure().getMessage());
        }
    }

    private void shaken() {
        loop.timers.remove(limit);
        applicationProtocol = session.applicationProtocol();
        state = State.OPEN;
        context.fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
        if (flushWanted) {
            flushPending();
        }
    }

    private void handshakeFailed(@Nullable String why) {
        if (state != State.HANDSHAKE) {
            return;
        }
        var cause = new SSLHandshakeException(why == null ? "handshake failed" : why);
        end(cause);
        context.fireUserEventTriggered(new SslHandshakeCompletionEvent(cause));
        context.close();
    }

    private void open(ChannelHandlerContext ctx, ByteBuf in) {
        if (inputClosed) {
            return;
        }
        int status = TlsSession.MORE;
        do {
            ByteBuf plain =
                    status == TlsSession.FULL
                            ? ctx.alloc().directBuffer(in.readableBytes() + TlsSession.RECORD)
                            : plaintext(ctx, in.readableBytes());
            try {
                status = session.open(in, plain);
            } catch (RuntimeException e) {
                plain.release();
                throw e;
            }
            if (plain.isReadable()) {
                ctx.fireChannelRead(plain);
            } else {
                plain.release();
            }
        } while (status == TlsSession.FULL && session.isOpen() && state != State.ENDED);
        if (status == TlsSession.CLOSED) {
            inputClosed = true;
            ctx.fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        } else if (status == TlsSession.FAILED && state != State.ENDED) {
            broken();
        }
    }

    private ByteBuf plaintext(ChannelHandlerContext ctx, int received) {
        ByteBuf lent = received <= SHORT ? loop.opened.lend() : null;
        if (lent != null) {
            return lent;
        }
        // A record may have begun in an earlier read.
        int begun = received > SHORT ? TlsSession.RECORD : 0;
        return ctx.alloc().directBuffer(Math.max(received, 256) + begun);
    }

    /**
     * A record that is none, or an alert: the connection ends with an alert of ours if one is due.
     */
    private void broken() {
        SSLException why = session.failure();
        ByteBuf out = output.begin(0);
        session.drain(out);
        if (send(out)) {
            end(why);
            context.fireExceptionCaught(why);
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean shaking = state == State.HANDSHAKE;
        boolean cut = !inputClosed && state != State.ENDED && !shaking;
        var why = new ClosedChannelException();
        end(why);
        session.free();
        if (shaking) {
            ctx.fireUserEventTriggered(
                    new SslHandshakeCompletionEvent(
                            new SSLHandshakeException("closed during the handshake")));
        } else if (cut) {
            ctx.fireUserEventTriggered(new SslCloseCompletionEvent(why));
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end(new ClosedChannelException());
        session.free();
    }

    // ---- to the client ----

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf plain)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new UnsupportedMessageTypeException(message, ByteBuf.class));
            return;
        }
        if (state == State.OUTPUT_CLOSED || state == State.ENDED) {
            plain.release();
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        pending.add(plain, promise);
        if (pending.bytes() >= EAGER && state == State.OPEN) {
            flushPending();
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (state == State.HANDSHAKE) {
            flushWanted = true;
            return;
        }
        flushPending();
    }

    private void flushPending() {
        // Whoever is told in between may write and flush: nothing is half done then.
        while (state == State.OPEN && !pending.isEmpty() && sealSome()) {
            // as much as fits at a time
        }
    }

    private boolean sealSome() {
        ByteBuf out = output.begin(pending.sealedSize());
        if (!pending.seal(session, out, loop.gathered.own(), done)) {
            output.drop(out);
            failLater(session.failure());
            return false;
        }
        return send(out);
    }

    /** Sends records and fulfils {@link #done}; false if the connection is broken. */
    private boolean send(ByteBuf records) {
        try {
            output.send(records, done);
            return true;
        } catch (IOException e) {
            failLater(e);
            return false;
        }
    }

    // Whoever writes does not expect to be told within its call that the connection is gone.
    private void failLater(IOException why) {
        boolean shaking = state == State.HANDSHAKE;
        end(why);
        ChannelHandlerContext ctx = context;
        ctx.executor()
                .execute(() -> {
                    if (shaking) {
                        ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(why));
                    } else if (!ctx.isRemoved()) {
                        ctx.fireExceptionCaught(why);
                    }
                    ctx.close();
                });
    }

    // ---- the end ----

    @Override
    public void closeOutput() {
        if (state == State.OPEN) {
            flushPending();
        }
        if (state == State.OPEN) {
            state = State.OUTPUT_CLOSED;
            ByteBuf out = output.begin(0);
            session.shutdown(out);
            send(out);
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        boolean active = ctx.channel().isActive();
        if (active) {
            closeOutput();
        }
        if (active && state == State.OUTPUT_CLOSED && output.isWaiting()) {
            // The rest and close_notify first, as far as the client takes them in time.
            loop.timers.set(limit, System.nanoTime() + CLOSE_NANOS);
            state = State.ENDED;
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> ctx.close(promise));
            return;
        }
        end(new ClosedChannelException());
        ctx.close(promise);
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        close(ctx, promise);
    }

    private void end(Throwable why) {
        state = State.ENDED;
        loop.timers.remove(limit);
        pending.fail(why);
        if (!done.isEmpty()) {
            var told = new ArrayList<>(done);
            done.clear();
            told.forEach(promise -> promise.tryFailure(why));
        }
    }

    private final class Limit extends Deadline {
        @Override
        protected void expired(long now) {
            if (state == State.HANDSHAKE) {
                handshakeFailed(ClientHelloRouter.LATE);
            } else if (state == State.ENDED) {
                context.close();
            }
        }
    }

    // ---- what was agreed on ----

    @Override
    public @Nullable String applicationProtocol() {
        return applicationProtocol;
    }

    @Override
    public String version() {
        return session.version();
    }

    @Override
    public @Nullable String group() {
        return session.group();
    }

    @Override
    public boolean resumed() {
        return session.resumed();
    }
}
