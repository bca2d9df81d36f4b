package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.codec.ResponseHeadParser;
import dev.quaygate.proxy.codec.h2.AbuseLimits;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.FrameReader;
import dev.quaygate.proxy.codec.h2.FrameWriter;
import dev.quaygate.proxy.codec.h2.PeerSettings;
import dev.quaygate.proxy.codec.h2.Sender;
import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.Flushable;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.loop.ReadGate;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection to an endpoint in clear text with prior knowledge (RFC 9113 §3.3), shared
 * by exchanges of one event loop. It is used once the endpoint's SETTINGS have come: what speaks
 * something else is found out before any request is sent. Event loop only.
 */
final class MultiplexedConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(MultiplexedConnection.class);

    /** How long an endpoint may owe answers before it is asked whether it lives. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(30);

    /** How long it may take to say so. */
    private static final long ROUND_TRIP = TimeUnit.SECONDS.toNanos(10);

    private static final long ALIVE_PING = 0x616c6976652d6832L;

    private enum State {
        /** No SETTINGS yet. */
        OPENING,
        OPEN,
        /** Takes no new streams; closes with the last one. */
        DRAINING,
        CLOSED
    }

    private final LoopLocal loop;
    private final Pool pool;
    private final Endpoint endpoint;
    private final MultiplexedConnections home;
    private final FrameWriter writer = new FrameWriter();
    private final PeerSettings peer = new PeerSettings();
    private final AbuseLimits abuse = AbuseLimits.ofEndpoint();
    private final Sender sender = new Sender(writer, abuse, peer);
    private final MultiplexedStreams streams;
    private final MultiplexedHeads heads;
    private final FrameReader reader;
    private final ReadGate gate;
    private final Flush flush = new Flush();
    private final Clock clock = new Clock();

    @SuppressWarnings("NullAway.Init") // set before any other event
    private ChannelHandlerContext ctx;

    private State state = State.OPENING;
    private long openedAt;
    private long connectNanos;
    private boolean heard;
    private boolean asked;

    /**
     * @param buffer high-water mark in bytes of a request's body
     */
    MultiplexedConnection(
            LoopLocal loop, Pool pool, Endpoint endpoint, MultiplexedConnections home, int buffer) {
        this.loop = loop;
        this.pool = pool;
        this.endpoint = endpoint;
        this.home = home;
        this.streams = new MultiplexedStreams(this, writer, sender, peer, buffer);
        this.heads = new MultiplexedHeads(loop, this, streams);
        this.reader = FrameReader.ofClient(new MultiplexedFrames(this, streams, heads, abuse));
        this.gate = new ReadGate(loop.pressure);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Scratch memory of the loop. */
    HeadBuffer scratch() {
        return loop.out;
    }

    /** Time of this turn. */
    long now() {
        return loop.now();
    }

    /**
     * The socket is connected.
     *
     * @param settingsBy when the endpoint's SETTINGS must have come
     * @param nanos how long that took
     */
    void opened(Channel channel, long settingsBy, long nanos) {
        ctx = channel.pipeline().context(this);
        writer.open(ctx);
        gate.attach(channel);
        openedAt = System.nanoTime();
        connectNanos = nanos;
        writer.clientPreface(ResponseHeadParser.MAX_HEAD);
        writer.windowUpdate(0, streams.openWindow());
        loop.timers.set(clock, settingsBy);
        flushLater();
    }

    // ---- leases ----

    /** Whether one more exchange may begin. */
    boolean hasRoom(long now) {
        return state == State.OPEN
                && streams.hasRoom()
                && now - openedAt < pool.settings().connections().maxAge().toNanos();
    }

    MultiplexedStream lease() {
        if (streams.leased() == 0) {
            heard = true;
            asked = false;
            loop.timers.set(clock, now() + SILENCE);
        }
        return streams.lease();
    }

    /** An exchange has ended. */
    void streamClosed() {
        if (streams.leased() > 0 || state == State.CLOSED) {
            return;
        }
        boolean old = now() - openedAt >= pool.settings().connections().maxAge().toNanos();
        boolean kept = pool.settings().connections().idle() > 0 && !endpoint.isGone();
        if (state == State.DRAINING || old || !kept) {
            closeInOrder();
        } else {
            loop.timers.set(clock, now() + pool.settings().connections().idleFor().toNanos());
        }
    }

    /** Takes no new streams; closes with the last one, or now if there is none. */
    void drain() {
        if (state == State.OPEN) {
            state = State.DRAINING;
        }
        if (state == State.DRAINING && streams.leased() == 0) {
            closeInOrder();
        }
    }

    // ---- what frames do to the connection ----

    void peerSettings(ByteBuf payload) {
        int before = peer.window;
        int error = peer.take(payload);
        if (error == ErrorCode.NO_ERROR && !streams.widenAll(peer.window - before)) {
            error = ErrorCode.FLOW_CONTROL_ERROR;
        }
        if (error != ErrorCode.NO_ERROR) {
            broken(error, "SETTINGS not allowed");
            return;
        }
        streams.tableSize();
        writer.settingsAck();
        answered();
        if (state == State.OPENING) {
            state = State.OPEN;
            loop.timers.set(clock, now() + pool.settings().connections().idleFor().toNanos());
            home.ready(this, connectNanos + System.nanoTime() - openedAt);
            if (endpoint.isGone()) {
                drain(); // it left its pool while we connected
            }
        }
    }

    void ping(boolean ack, long payload) {
        if (!ack) {
            writer.ping(Wire.ACK, payload);
            answered();
        }
    }

    private void answered() {
        flushLater();
        if (abuse.answered()) {
            broken(ErrorCode.ENHANCE_YOUR_CALM, "too many answers unread");
        }
    }

    /** WINDOW_UPDATE of the connection. */
    void widen(int increment) {
        if (increment == 0) {
            broken(ErrorCode.PROTOCOL_ERROR, "window increment of 0");
        } else if (!sender.widen(increment)) {
            broken(ErrorCode.FLOW_CONTROL_ERROR, "window overflow");
        } else if (sender.isReady()) {
            flushLater();
        }
    }

    /** The endpoint goes away (RFC 9113 §6.8): what it has begun goes on. */
    void goAway(int lastId, int code) {
        if (state == State.OPENING) {
            broken(ErrorCode.NO_ERROR, "GOAWAY " + ErrorCode.word(code));
            return;
        }
        if (state == State.OPEN) {
            state = State.DRAINING;
        }
        streams.refuseAbove(lastId, "GOAWAY " + ErrorCode.word(code));
        drain();
    }

    /** A connection error of the endpoint (RFC 9113 §5.4.1). */
    void broken(int code, String detail) {
        if (state != State.CLOSED) {
            writer.goAway(0, code);
            end(Cause.UPSTREAM_BAD_RESPONSE, detail);
        }
    }

    // ---- the end ----

    private void closeInOrder() {
        if (state != State.CLOSED) {
            writer.goAway(0, ErrorCode.NO_ERROR);
            end(Cause.UPSTREAM_RESET, "closed");
        }
    }

    /** Ends all exchanges with that cause. */
    void cut(Cause cause) {
        streams.cutAll(cause);
        closeInOrder();
    }

    /** Closes; whatever still waits for an answer fails with {@code cause}. */
    private void end(Cause cause, String detail) {
        boolean opening = state == State.OPENING;
        state = State.CLOSED;
        loop.timers.remove(clock);
        reader.stop();
        heads.assembly().release();
        writer.emit();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        writer.close();
        home.closed(this);
        streams.failAll(cause, detail);
        if (opening) {
            home.failed(cause, detail);
        }
    }

    /** The endpoint has closed the socket. */
    private void lost(String detail) {
        if (openedAt == 0) {
            return; // it was given up before it was ours
        }
        if (state == State.OPENING) {
            end(Cause.UPSTREAM_UNREACHABLE, detail + " before SETTINGS");
        } else if (state != State.CLOSED) {
            end(Cause.UPSTREAM_RESET, detail);
        }
    }

    // ---- events of the channel ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        heard = true;
        try {
            if (state != State.CLOSED) {
                reader.read(in, context.alloc());
            }
        } finally {
            in.release();
        }
        if (loop.pressure.isFull() && state != State.CLOSED) {
            gate.hold();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            flushLater();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost("closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        if (!(why instanceof IOException)) {
            LOG.error("upstream_failure endpoint={}", endpoint.text(), why);
        }
        lost("reset");
    }

    // ---- writing ----

    /** Something was written: it is flushed at the end of this turn. */
    void flushLater() {
        loop.flushLater(flush);
    }

    /** Gathers the writes of one turn. */
    private final class Flush extends Flushable {
        @Override
        protected void flushNow() {
            if (state == State.CLOSED) {
                return;
            }
            Channel channel = ctx.channel();
            if (channel.isWritable()) {
                sender.send(Math.max(Wire.FRAME_LIMIT, channel.bytesBeforeUnwritable()));
            }
            writer.emit();
            ctx.flush();
            if (channel.isWritable()) {
                abuse.drained();
                if (sender.isReady()) {
                    flushLater();
                }
            }
        }
    }

    // ---- time ----

    /**
     * One of three, by what the connection does: the end of opening, the end of idling, or a look
     * whether an endpoint that owes answers still lives. One that does not gets no new streams;
     * what it owes has times of its own.
     */
    private final class Clock extends Deadline {
        @Override
        protected void expired(long now) {
            if (state == State.OPENING) {
                end(Cause.UPSTREAM_CONNECT_TIMEOUT, "no SETTINGS");
            } else if (streams.leased() == 0) {
                closeInOrder();
            } else if (heard || !asked) {
                asked = !heard;
                heard = false;
                if (asked) {
                    writer.ping(0, ALIVE_PING);
                    flushLater();
                }
                loop.timers.set(this, now + (asked ? ROUND_TRIP : SILENCE));
            } else {
                drain();
            }
        }
    }
}
