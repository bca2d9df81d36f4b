package dev.quaygate.proxy.http.h2;

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
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.relay.ClientConnection;
import dev.quaygate.proxy.relay.ClientSession;
import dev.quaygate.proxy.relay.Exchange;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.settings.Timeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/2 with one client (RFC 9113): takes the decrypted bytes of a connection that agreed on
 * {@code h2}, opens an {@link Exchange} for each request, and writes the answers, flushed once per
 * turn of the event loop. The last handler of its pipeline; limits and timeouts are those of the
 * moment when the connection began. Event loop only, not sharable.
 */
public final class H2Connection extends ChannelInboundHandlerAdapter implements ClientSession {
    private static final Logger LOG = LoggerFactory.getLogger(H2Connection.class);

    /** How long a request may outlast its answer at least. */
    private static final long LINGER = TimeUnit.SECONDS.toNanos(1);

    private final LoopLocal loop;
    private final ClientConnection client;
    private final Limits limits;
    private final Timeouts timeouts;
    private final AbuseLimits abuse;
    private final PeerSettings peer = new PeerSettings();
    private final FrameWriter writer = new FrameWriter();
    private final Sender sender;
    private final Streams streams;
    private final HeaderBlocks blocks;
    private final InboundFrames frames;
    private final FrameReader reader;
    private final ConnectionTimes times;
    private final Lifecycle life;
    private final Flush flush = new Flush();

    @SuppressWarnings("NullAway.Init") // set before any other event
    private ChannelHandlerContext ctx;

    private boolean started;
    private boolean closed;
    private long now; // of this read; 0 if not looked up
    private long unsent;
    private int stuckChecks;

    /** Reads limits and timeouts of {@code client}'s current configuration. */
    public H2Connection(ClientConnection client) {
        this.client = client;
        this.loop = client.loop();
        this.limits = client.config().get().limits();
        this.timeouts = client.config().get().timeouts();
        this.abuse = new AbuseLimits(limits);
        this.times = new ConnectionTimes(this, loop.timers);
        this.life = new Lifecycle(this, writer, times, limits, timeouts);
        times.of(life);
        this.sender = new Sender(writer, abuse, peer);
        ResponseOutput output = new ResponseOutput(loop, this, writer, peer);
        this.streams = new Streams(this, life, client, limits, output, sender, peer, abuse);
        this.blocks = new HeaderBlocks(life, streams, limits);
        this.frames = new InboundFrames(this, life, streams, blocks, abuse);
        this.reader = new FrameReader(frames);
        life.of(streams);
    }

    /** Gathers the writes of one turn. */
    private final class Flush extends Flushable {
        @Override
        protected void flushNow() {
            H2Connection.this.flushNow();
        }
    }

    // ---- events of the channel ----

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        writer.open(context);
        if (context.channel().isActive()) {
            start();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        start();
        context.fireChannelActive();
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        writer.settings(limits.streams(), limits.headerBytes());
        writer.windowUpdate(0, streams.openWindow());
        long at = System.nanoTime();
        times.frame(at + timeouts.header().toNanos());
        times.idle(at + timeouts.keepAlive().toNanos());
        double jitter = 0.9 + 0.2 * loop.random.nextDouble();
        times.age(at + (long) (timeouts.connectionAge().toNanos() * jitter));
        flushLater();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf in)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            if (!life.isClosing()) {
                reader.read(in, context.alloc());
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        frames.passGathered();
        boolean waits = !life.isClosing() && (reader.isInFrame() || blocks.isOpen());
        if (waits && !times.waitsForFrame()) {
            times.frame(now() + timeouts.header().toNanos());
        } else if (!waits && times.waitsForFrame()) {
            times.frame(ConnectionTimes.NEVER);
        }
        now = 0;
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            flushLater();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        release();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        release();
    }

    /**
     * A reset by the client is not our business; anything else is a bug, and this connection ends.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("h2_failure client={}", client.peerText(), cause);
            life.endWith(ErrorCode.INTERNAL_ERROR, Cause.INTERNAL, "internal error");
        }
        context.close();
    }

    private void release() {
        if (closed) {
            return;
        }
        closed = true;
        life.closed();
        reader.stop();
        frames.passGathered();
        blocks.release();
        times.stop();
        streams.endAll(Cause.CLIENT_ABORT, "connection closed");
        writer.close();
    }

    // ---- writing ----

    /** Drops whatever comes from now on. */
    void stopReading() {
        reader.stop();
    }

    /** Something was written: it is flushed at the end of this turn. */
    void flushLater() {
        loop.flushLater(flush);
    }

    private void flushNow() {
        if (closed) {
            return;
        }
        Channel channel = ctx.channel();
        if (channel.isWritable()) {
            sender.send(Math.max(Wire.FRAME_LIMIT, channel.bytesBeforeUnwritable()));
        }
        writer.emit();
        if (life.closesNow()) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ctx.flush();
        if (channel.isWritable()) {
            abuse.drained();
            if (sender.isReady()) {
                flushLater();
            }
        }
        watchProgress(channel);
    }

    private void watchProgress(Channel channel) {
        if (!times.waitsForProgress() && (!channel.isWritable() || streams.isBacklogged())) {
            times.stall(System.nanoTime() + timeouts.write().toNanos() / 2);
        }
    }

    /** Half of the write timeout is over: whoever took nothing in two of them is cut. */
    void checkProgress(long at) {
        Channel channel = ctx.channel();
        long left = channel.isWritable() ? 0 : channel.bytesBeforeWritable();
        stuckChecks = left > 0 && left == unsent ? stuckChecks + 1 : 0;
        unsent = left;
        if (stuckChecks >= 2) {
            streams.endAll(Cause.CLIENT_STALL, "timeouts.write");
            // A reset: with a FIN the kernel would keep what the client does not take.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            closeNow();
            return;
        }
        boolean waits = left > 0;
        for (H2Stream stream : streams.all()) {
            waits |= stream.backlog() > 0;
            if (stream.isStalled()) {
                streams.stalled(stream);
            }
        }
        if (waits && !closed) {
            times.stall(at + timeouts.write().toNanos() / 2);
        }
    }

    /** A stream is answered before its request has ended. */
    void lingerLater() {
        if (!times.waitsForLingering() && !life.isClosing()) {
            times.linger(System.nanoTime() + LINGER);
        }
    }

    void endLingering(long at) {
        if (streams.endLingering()) {
            times.linger(at + LINGER);
        }
    }

    // ---- what frames do to the connection ----

    /** Time of this read. */
    long now() {
        if (now == 0) {
            now = System.nanoTime();
        }
        return now;
    }

    void peerSettings(ByteBuf payload) {
        int before = peer.window;
        int error = peer.take(payload);
        if (error == ErrorCode.NO_ERROR && !streams.widenAll(peer.window - before)) {
            error = ErrorCode.FLOW_CONTROL_ERROR;
        }
        if (error != ErrorCode.NO_ERROR) {
            life.fail(error, "SETTINGS not allowed");
            return;
        }
        streams.output.tableSize();
        writer.settingsAck();
        answered();
    }

    void ping(boolean ack, long payload) {
        if (!ack) {
            writer.ping(Wire.ACK, payload);
            answered();
        } else {
            life.pinged(payload);
        }
    }

    private void answered() {
        flushLater();
        if (abuse.answered()) {
            life.abuse("too many answers unread");
        }
    }

    /** WINDOW_UPDATE of the connection. */
    void widen(int increment) {
        if (increment == 0) {
            life.fail(ErrorCode.PROTOCOL_ERROR, "window increment of 0");
        } else if (!sender.widen(increment)) {
            life.fail(ErrorCode.FLOW_CONTROL_ERROR, "window overflow");
        } else if (sender.isReady()) {
            flushLater();
        }
    }

    /** Closes whatever waits. */
    void closeNow() {
        ctx.close();
    }

    // ---- as seen by reload, drain and stop ----

    /** Announces the end with GOAWAY in two steps, so that no request is lost. */
    @Override
    public void drain() {
        life.drain();
    }

    @Override
    public int cut(Cause cause) {
        return life.cut(cause);
    }

    @Override
    public int exchanges() {
        return streams.working();
    }

    @Override
    public int tunnels() {
        return 0;
    }

    /** Streams that are open, those that only have bytes left to send included. */
    public int openStreams() {
        return streams.count();
    }

    /** Whether no stream is open and nothing of a request has come. */
    public boolean isIdle() {
        return streams.count() == 0 && !reader.isInFrame() && !blocks.isOpen();
    }

    @Override
    public long idleUntil() {
        return isIdle() && !life.isClosing() ? times.idleUntil() : Deadline.NEVER;
    }

    @Override
    public boolean closeIfIdle() {
        if (!isIdle() || life.isClosing()) {
            return false;
        }
        life.idle();
        return true;
    }
}
