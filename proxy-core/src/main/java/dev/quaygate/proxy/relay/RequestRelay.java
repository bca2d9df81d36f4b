package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.ForwardContext;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.PoolSettings.HostHeader;
import dev.quaygate.proxy.settings.RetryPolicy;
import dev.quaygate.proxy.text.Ascii;
import dev.quaygate.proxy.upstream.Endpoint;
import dev.quaygate.proxy.upstream.LeaseReceiver;
import dev.quaygate.proxy.upstream.Pool;
import dev.quaygate.proxy.upstream.UpstreamStream;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The request direction of one exchange: picks an endpoint, leases a connection, sends head and
 * body with back-pressure.
 */
final class RequestRelay implements LeaseReceiver {
    private static final byte[] PROTO_HTTPS = Ascii.bytes("https");
    private static final byte[] PROTO_HTTP = Ascii.bytes("http");

    private final Exchange exchange;
    private final BoundRoute route;
    private final Pool pool;

    private @Nullable Endpoint endpoint;
    private @Nullable UpstreamStream connection;
    private @Nullable QueuedRequest waiting;

    /**
     * Body that came before the connection did. Bounded: the client's side is paused meanwhile,
     * HTTP/2 by its window.
     */
    private @Nullable ArrayDeque<ByteBuf> held;

    private boolean ended;
    private boolean bodySent;
    private boolean paused;
    private int uncredited;
    private long bodyBytes;
    private boolean tunnel;

    RequestRelay(Exchange exchange, BoundRoute route, Pool pool) {
        this.exchange = exchange;
        this.route = route;
        this.pool = pool;
        this.ended = !exchange.head.hasBody() && !exchange.head.websocket;
    }

    void start() {
        pool.requested(exchange.loop);
        Endpoint picked = pool.pick(exchange.loop, null);
        if (picked != null) {
            connect(picked, false);
        } else if (!pool.hasQueue()) {
            unavailable();
        } else if (!queue(null, false)) {
            exchange.fail(Cause.QUEUE_FULL, "queue.max");
        }
        if (connection == null && !exchange.isOver() && exchange.head.hasBody()) {
            pauseClient();
        }
    }

    /** Tries again, perhaps after a wait; false if no endpoint, policy or budget allows it. */
    boolean retry(Cause cause) {
        RetryPolicy policy = pool.settings().retry();
        int tries = exchange.record.attempts;
        boolean stale = isStale(cause);
        boolean unprocessed = connection != null && connection.isUnprocessed();
        boolean allowed =
                unprocessed
                        ? RetryRule.allowsUnprocessed(policy, tries, bodySent)
                        : RetryRule.allows(policy, cause, exchange.head, tries, bodySent);
        boolean now = allowed && (stale || hasBudget(cause));
        boolean later = pool.hasQueue() && (now || RetryRule.mayWait(policy, cause, bodySent));
        if (!now && !later) {
            return false;
        }
        Endpoint failed = endpoint;
        leave(false);
        Endpoint picked = now ? pool.pickOther(exchange.loop, failed) : null;
        // A dead idle connection says nothing about its endpoint: the same one may be tried on a
        // fresh connection.
        if (picked == null
                && now
                && (stale || unprocessed || !later || cause == Cause.UPSTREAM_ANSWER)) {
            picked = pool.pick(exchange.loop, failed);
        }
        if (picked == null && later) {
            return queue(failed, true);
        }
        if (picked == null) {
            unavailable();
        } else {
            connect(picked, cause == Cause.UPSTREAM_RESET);
        }
        return true;
    }

    private boolean hasBudget(Cause cause) {
        Endpoint failed = endpoint;
        return cause == Cause.UPSTREAM_RESET && failed != null
                ? pool.takeRetry(exchange.loop, failed)
                : pool.takeRetry(exchange.loop);
    }

    // An idle connection that the endpoint had closed already is no sign of overload.
    private boolean isStale(Cause cause) {
        UpstreamStream open = connection;
        return cause == Cause.UPSTREAM_RESET && open != null && open.isReused();
    }

    private void unavailable() {
        if (pool.settings().live()) {
            exchange.fail(Cause.APP_DOWN, pool.unavailable());
            return;
        }
        exchange.fail(Cause.NO_ENDPOINT, "pool " + pool.name());
    }

    private boolean queue(@Nullable Endpoint failed, boolean afterFailure) {
        QueuedRequest queued = waiting;
        if (queued == null) {
            queued = new QueuedRequest(exchange, this, pool);
            waiting = queued;
        }
        return queued.begin(failed, afterFailure);
    }

    /** An endpoint takes the request after a wait. */
    void admitted(Endpoint picked, boolean fresh) {
        exchange.clearUpstream();
        connect(picked, fresh);
    }

    /** Ends a wait for an endpoint, if there is one, and counts it. */
    void stopWaiting() {
        if (waiting != null) {
            waiting.end();
        }
    }

    private void connect(Endpoint wanted, boolean fresh) {
        Endpoint picked = wanted;
        if (exchange.head.websocket && wanted.isMultiplexed()) {
            picked = pool.pickOther(exchange.loop, wanted);
        }
        if (picked == null || exchange.head.websocket && picked.isMultiplexed()) {
            // No byte of an upgrade may reach an endpoint that does not know it.
            exchange.answerError(Cause.UPSTREAM_UNREACHABLE, 502, "upgrade needs HTTP/1.1");
            return;
        }
        endpoint = picked;
        exchange.record.attempts++;
        exchange.record.endpoint = picked.text();
        picked.begin(exchange.loop.index);
        exchange.client
                .upstreams()
                .lease(
                        exchange.loop,
                        pool,
                        picked,
                        fresh,
                        exchange.config.limits().buffer(),
                        route.connectNanos,
                        this);
    }

    private ForwardContext context(Endpoint picked) {
        ForwardContext context = exchange.loop.forward;
        ClientConnection client = exchange.client;
        context.peer = client.peerBytes();
        context.port = client.portBytes();
        context.proto = client.secure() ? PROTO_HTTPS : PROTO_HTTP;
        context.requestId = exchange.id;
        context.trusted = exchange.trustedPeer;
        context.stripPrefix = route.stripPrefix;
        context.addPrefix = route.addPrefix;
        context.host =
                pool.settings().hostHeader().kind() == HostHeader.Kind.ENDPOINT
                        ? Ascii.bytes(picked.address().authority())
                        : route.hostLiteral;
        context.edits = route.requestEdits;
        return context;
    }

    @Override
    public void leased(UpstreamStream leased, long connectNanos) {
        if (exchange.isOver() || endpoint == null) {
            leased.close(); // the client left while we connected; nothing was sent
            return;
        }
        exchange.record.connectNanos += connectNanos;
        connection = leased;
        leased.begin(exchange.head, context(leased.endpoint()), exchange.response());
        if (exchange.head.expectContinue) {
            exchange.head.expectContinue = false;
            exchange.downstream.writeContinue();
        }
        sendHeld();
        if (ended) {
            finish();
        } else if (exchange.head.websocket) {
            // No body follows: the next bytes are the tunnel's, after the answer.
            exchange.awaitResponse();
        } else {
            exchange.awaitBody();
        }
        // Also after a complete body: the next request on the connection must be read.
        resumeClient();
    }

    @Override
    public void leaseFailed(Cause cause, String detail) {
        if (exchange.isOver()) {
            return;
        }
        exchange.tryFailed(cause, detail);
    }

    /** Body or tunnel bytes from the client. Takes ownership. */
    void data(ByteBuf data) {
        bodyBytes += data.readableBytes();
        if (!tunnel && bodyBytes > route.route().maxBody()) {
            data.release();
            exchange.fail(Cause.BODY_TOO_LARGE, "maxBody " + route.route().maxBody());
            return;
        }
        UpstreamStream open = connection;
        if (open == null) {
            if (held == null) {
                held = new ArrayDeque<>();
            }
            held.add(data);
            return;
        }
        exchange.awaitBody();
        forward(open, data);
    }

    void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (connection != null) {
            finish();
        }
    }

    private void finish() {
        UpstreamStream open = connection;
        if (open == null) {
            return;
        }
        open.end();
        exchange.awaitResponse();
    }

    private void sendHeld() {
        ArrayDeque<ByteBuf> waiting = held;
        held = null;
        UpstreamStream open = connection;
        if (waiting == null || open == null) {
            return;
        }
        for (ByteBuf data : waiting) {
            forward(open, data);
        }
    }

    private void forward(UpstreamStream open, ByteBuf data) {
        int size = data.readableBytes();
        if (size == 0) {
            data.release();
            return;
        }
        bodySent = true;
        exchange.record.bytesIn += size;
        open.send(data);
        if (open.isWritable()) {
            exchange.downstream.consumed(size);
            return;
        }
        uncredited += size;
        pauseClient();
    }

    void upstreamWritable() {
        if (uncredited > 0) {
            int credit = uncredited;
            uncredited = 0;
            exchange.downstream.consumed(credit);
        }
        resumeClient();
    }

    private void pauseClient() {
        if (!paused) {
            paused = true;
            exchange.downstream.pauseBody();
        }
    }

    private void resumeClient() {
        if (paused) {
            paused = false;
            exchange.downstream.resumeBody();
        }
    }

    void becomeTunnel() {
        tunnel = true;
        resumeClient();
    }

    boolean isEnded() {
        return ended;
    }

    boolean isPaused() {
        return paused || connection == null;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    @Nullable Endpoint endpoint() {
        return endpoint;
    }

    @Nullable UpstreamStream connection() {
        return connection;
    }

    Pool pool() {
        return pool;
    }

    /** Ends the use of the endpoint; the connection is kept only if {@code clean}. */
    void leave(boolean clean) {
        Endpoint left = endpoint;
        endpoint = null;
        if (left != null) {
            left.end(exchange.loop.index);
        }
        UpstreamStream open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        if (clean && ended) {
            open.release();
        } else {
            open.close();
        }
    }

    /** Gives back everything. */
    void close(boolean clean) {
        stopWaiting();
        leave(clean);
        ArrayDeque<ByteBuf> waiting = held;
        held = null;
        if (waiting != null) {
            waiting.forEach(ByteBuf::release);
        }
    }
}
