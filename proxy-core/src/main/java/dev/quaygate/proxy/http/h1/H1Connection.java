package dev.quaygate.proxy.http.h1;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.Remainder;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.RequestHeadParser;
import dev.quaygate.proxy.http.RequestGuard;
import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.loop.ReadGate;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.relay.ClientConnection;
import dev.quaygate.proxy.relay.ClientSession;
import dev.quaygate.proxy.relay.Exchange;
import dev.quaygate.proxy.relay.RoutingSnapshot;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 from one client: one exchange at a time, answers in order. Reads heads and bodies;
 * {@link H1Responses} writes. Bytes of the next request wait, bounded, until the answer before is
 * complete. Event loop only; last in the pipeline.
 */
public final class H1Connection extends ChannelInboundHandlerAdapter implements ClientSession {
    private static final Refusal HEAD_LATE = Refusal.close(Cause.HEAD_TIMEOUT, "timeouts.header");

    /** What is thrown away after an answer that came before the request was read (F7). */
    private static final int MOST_DRAINED = 64 << 10;

    private static final long DRAIN_NANOS = 2_000_000_000L;

    private enum Reading {
        HEAD,
        BODY,
        /** The request is complete, its answer is not. */
        WAIT,
        TUNNEL,
        /**
         * Nothing is read as a request any more; what comes is thrown away so that the client sees
         * the answer.
         */
        DRAIN,
        CLOSED
    }

    private final ClientConnection client;
    private final LoopLocal loop;
    private final RequestGuard guard;
    private final H1Body body = new H1Body();
    private final Limit limit = new Limit();
    private final Remainder pending = new Remainder();
    private final H1Responses responses;
    private final ReadGate gate;
    private @Nullable ChannelHandlerContext context;
    private Reading reading = Reading.HEAD;
    private @Nullable RequestHead head;
    private @Nullable Exchange exchange;
    private boolean inProcess;
    private boolean draining;
    private boolean headTimed;
    private int drained;
    private long requests;

    public H1Connection(ClientConnection client) {
        this.client = client;
        this.loop = client.loop();
        this.guard = new RequestGuard();
        this.responses = new H1Responses(this, loop);
        this.gate = new ReadGate(loop.pressure);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        gate.attach(ctx.channel());
        responses.attach(ctx);
        loop.timers.set(limit, loop.now() + client.config().get().timeouts().header().toNanos());
    }

    // ---- bytes from the client ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        process(pending.before((ByteBuf) msg));
        if (loop.pressure.isFull() && (reading == Reading.BODY || reading == Reading.TUNNEL)) {
            gate.hold();
        }
    }

    /** Takes ownership of {@code in}. */
    private void process(ByteBuf in) {
        inProcess = true;
        try {
            while (in.isReadable() && step(in)) {
                // each step takes what it can
            }
            if (in.isReadable() && reading == Reading.WAIT) {
                pending.keep(in.readRetainedSlice(in.readableBytes()));
                pauseReading();
            }
        } finally {
            inProcess = false;
            in.release();
        }
    }

    private boolean step(ByteBuf in) {
        return switch (reading) {
            case HEAD -> readHead(in);
            case BODY -> readBody(in);
            case TUNNEL -> {
                Exchange open = exchange;
                if (open != null) {
                    open.requestData(in.readRetainedSlice(in.readableBytes()));
                }
                yield open != null;
            }
            case WAIT -> false;
            case DRAIN -> {
                drained += in.readableBytes();
                in.skipBytes(in.readableBytes());
                if (drained > MOST_DRAINED) {
                    close();
                }
                yield false;
            }
            case CLOSED -> false;
        };
    }

    private boolean readHead(ByteBuf in) {
        RoutingSnapshot config = client.config().get();
        RequestHead parsing = head;
        if (parsing == null) {
            parsing = loop.takeHead();
            head = parsing;
        }
        switch (loop.requestParser.parse(parsing, in, config.limits())) {
            case RequestHeadParser.NEED_MORE -> {
                if (requests > 0 && !headTimed) {
                    headTimed = true;
                    loop.timers.set(limit, loop.now() + config.timeouts().header().toNanos());
                }
                return false;
            }
            case RequestHeadParser.REFUSED -> {
                refuse(parsing, loop.requestParser.refusal());
                return true;
            }
            default -> {
                headTimed = false;
                accept(parsing, config);
                return true;
            }
        }
    }

    private void accept(RequestHead complete, RoutingSnapshot config) {
        boolean trusted =
                !config.trustedProxies().isEmpty()
                        && config.trustedProxies().contains(client.peer());
        Refusal refusal = guard.judge(complete, client.secure(), trusted, config.limits());
        if (refusal != null) {
            refuse(complete, refusal);
            return;
        }
        head = null;
        requests++;
        loop.timers.set(limit, Deadline.NEVER);
        boolean last =
                complete.close || draining || requests >= config.limits().requestsPerConnection();
        responses.begin(complete, last);
        body.begin(complete);
        reading = body.isEnded() ? Reading.WAIT : Reading.BODY;
        boolean bodiless = body.isEnded() && !complete.websocket;
        Exchange opened = Exchange.open(client, complete, responses, "h1");
        if (opened.isOver()) {
            return; // answered within the call; responses have called answered()
        }
        exchange = opened;
        if (bodiless) {
            opened.requestEnd(null);
        }
    }

    private void refuse(RequestHead refused, Refusal refusal) {
        head = null;
        loop.timers.set(limit, Deadline.NEVER);
        responses.begin(refused, refusal.close());
        body.none();
        reading = Reading.WAIT;
        Exchange.refuse(client, refused, responses, "h1", refusal);
    }

    private boolean readBody(ByteBuf in) {
        Exchange open = exchange;
        if (open == null) {
            return false;
        }
        Refusal refusal = body.read(in, open);
        if (refusal != null) {
            reading = Reading.WAIT;
            responses.lastAnswer();
            open.bodyRefused(refusal);
            return true;
        }
        if (body.isEnded() && reading == Reading.BODY) {
            reading = Reading.WAIT;
            open.requestEnd(null);
        }
        return in.isReadable();
    }

    // ---- the answer's side calls ----

    /**
     * The answer is written. The next request may be read if the one before was read to its end.
     */
    void answered(boolean close) {
        exchange = null;
        if (reading == Reading.CLOSED) {
            return;
        }
        if (close || !body.isEnded()) {
            endAfterAnswer();
            return;
        }
        reading = Reading.HEAD;
        // The exchange may have ended while it had the body paused.
        resumeReading();
        loop.timers.set(limit, loop.now() + client.config().get().timeouts().keepAlive().toNanos());
        if (!pending.isEmpty() && !inProcess) {
            loop.loop.execute(this::goOn);
        }
    }

    private void goOn() {
        ByteBuf waiting = reading == Reading.CLOSED ? null : pending.take();
        if (waiting == null) {
            return;
        }
        process(waiting);
        if (pending.isEmpty()) {
            resumeReading();
        }
    }

    /** Sends the answer, ends our side, and lets the client read it before the connection goes. */
    private void endAfterAnswer() {
        reading = Reading.DRAIN;
        pending.drop();
        responses.closeOutput();
        resumeReading();
        loop.timers.set(limit, loop.now() + DRAIN_NANOS);
    }

    void becameTunnel() {
        reading = Reading.TUNNEL;
        if (!pending.isEmpty()) {
            loop.loop.execute(this::goOn);
        }
    }

    void pauseReading() {
        gate.pause();
    }

    void resumeReading() {
        if (pending.isEmpty()) {
            gate.resume();
        }
    }

    void close() {
        if (reading == Reading.CLOSED) {
            return;
        }
        reading = Reading.CLOSED;
        loop.timers.remove(limit);
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    /** Closes the socket below TLS, so that the client sees no orderly end. */
    void cutOff(Cause cause) {
        if (reading == Reading.CLOSED) {
            return;
        }
        reading = Reading.CLOSED;
        exchange = null;
        loop.timers.remove(limit);
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            if (cause == Cause.CLIENT_STALL) {
                // With a FIN the kernel would keep what the client does not take, for as long as
                // it answers window probes: a reset frees the buffer.
                ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            ctx.channel().unsafe().close(ctx.channel().newPromise());
        }
    }

    // ---- the channel's events ----

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone(Cause.CLIENT_ABORT, "closed");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // A client that says close_notify will read nothing more from us in practice: treat it as
        // gone.
        if (event instanceof SslCloseCompletionEvent) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
        gone(
                Cause.CLIENT_ABORT,
                why instanceof java.io.IOException ? "reset" : why.getClass().getSimpleName());
        ctx.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange open = exchange;
        if (open != null && ctx.channel().isWritable()) {
            open.downstreamWritable();
        }
    }

    private void gone(Cause cause, String detail) {
        reading = Reading.CLOSED;
        loop.timers.remove(limit);
        pending.drop();
        responses.drop();
        RequestHead incomplete = head;
        head = null;
        if (incomplete != null) {
            loop.giveBack(incomplete);
        }
        Exchange open = exchange;
        exchange = null;
        if (open != null) {
            open.downstreamGone(cause, detail);
        }
    }

    // ---- reload, drain, stop ----

    @Override
    public void drain() {
        draining = true;
        responses.lastAnswer();
        if (!closeIfIdle() && reading == Reading.HEAD) {
            responses.lastAnswer();
        }
    }

    @Override
    public long idleUntil() {
        return isIdle() ? limit.at() : Deadline.NEVER;
    }

    @Override
    public boolean closeIfIdle() {
        boolean idle = isIdle();
        if (idle) {
            close();
        }
        return idle;
    }

    private boolean isIdle() {
        return exchange == null && reading == Reading.HEAD && head == null && pending.isEmpty();
    }

    @Override
    public int cut(Cause cause) {
        Exchange open = exchange;
        exchange = null;
        if (open == null) {
            close();
            return 0;
        }
        boolean tunnel = open.isTunnel();
        if (tunnel) {
            responses.sayGoingAway();
        }
        open.cut(cause, tunnel);
        close();
        return 1;
    }

    @Override
    public int exchanges() {
        return exchange == null ? 0 : 1;
    }

    @Override
    public int tunnels() {
        Exchange open = exchange;
        return open != null && open.isTunnel() ? 1 : 0;
    }

    private final class Limit extends Deadline {
        @Override
        protected void expired(long now) {
            RequestHead late = head;
            if (reading == Reading.HEAD && late != null && late.length > 0) {
                refuse(late, HEAD_LATE);
                return;
            }
            close();
        }
    }
}
