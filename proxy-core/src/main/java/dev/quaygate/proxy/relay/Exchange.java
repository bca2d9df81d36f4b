package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.http.GrpcRequest;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.observe.ExchangeRecord;
import dev.quaygate.proxy.observe.ExchangeRecord.EndedBy;
import dev.quaygate.proxy.upstream.Endpoint;
import dev.quaygate.proxy.upstream.Pool;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: keeps its parts and its time together, and leaves exactly one
 * record. Made by the client's connection when a head is complete. Event loop only.
 */
public final class Exchange {

    final ClientConnection client;
    final LoopLocal loop;
    final RequestHead head;
    final DownstreamStream downstream;
    final RoutingSnapshot config;
    final ExchangeRecord record = new ExchangeRecord();
    final boolean trustedPeer;
    byte[] id = new byte[26];

    private final ExchangeClock clock = new ExchangeClock(this);
    private @Nullable BoundRoute route;
    private @Nullable RequestRelay request;
    private @Nullable ResponseRelay responseRelay;
    private long sentAt;
    private long answeredAt;
    private boolean bodyEnded;
    private boolean grpc;
    private boolean over;

    private Exchange(
            ClientConnection client,
            RequestHead head,
            DownstreamStream downstream,
            String protocol) {
        this.client = client;
        this.loop = client.loop();
        this.head = head;
        this.downstream = downstream;
        this.config = client.config().get();
        this.trustedPeer =
                !config.trustedProxies().isEmpty()
                        && config.trustedProxies().contains(client.peer());
        record.startMillis = loop.millis();
        record.startNanos = loop.now();
        record.protocol = protocol;
        record.listener = client.listener();
        record.peer = client.peerText();
        record.client = client.peerText();
        record.revision = config.revision();
        loop.nextId(id);
        client.observer().began(loop);
    }

    /**
     * Opens an exchange for a head that the guard has accepted: finds the route and acts on it. May
     * answer within this call.
     *
     * @param head owned by the exchange from now on; it gives it back to the loop
     * @param protocol {@code h1} or {@code h2}
     */
    public static Exchange open(
            ClientConnection client,
            RequestHead head,
            DownstreamStream downstream,
            String protocol) {
        Exchange exchange = new Exchange(client, head, downstream, protocol);
        RequestRouting.start(exchange);
        return exchange;
    }

    /**
     * Answers a head that was refused, with an error page and a log line. {@code head} may be
     * incomplete and is given back to the loop.
     */
    public static void refuse(
            ClientConnection client,
            RequestHead head,
            DownstreamStream downstream,
            String protocol,
            Refusal refusal) {
        Exchange exchange = new Exchange(client, head, downstream, protocol);
        exchange.answerError(refusal.cause(), refusal.status(), refusal.detail());
    }

    /**
     * Records a head that was refused without an answer, as by an HTTP/2 stream reset. {@code head}
     * is given back to the loop.
     */
    public static void refuseSilently(
            ClientConnection client,
            RequestHead head,
            DownstreamStream downstream,
            String protocol,
            Refusal refusal) {
        Exchange exchange = new Exchange(client, head, downstream, protocol);
        exchange.finish(0, refusal.cause(), refusal.detail(), EndedBy.PROXY, false);
    }

    /** This route takes the request. */
    void taken(BoundRoute found) {
        route = found;
    }

    /** Sends the request on to the pool of its route. */
    void forward(BoundRoute found) {
        if (found.requestEdits.isUndoneBy(head)) {
            answerError(Cause.BAD_REQUEST, 400, "Connection names a field that the route sets");
            return;
        }
        if (head.contentLength > found.route().maxBody()) {
            answerError(Cause.BODY_TOO_LARGE, 413, "maxBody " + found.route().maxBody());
            return;
        }
        Pool pool = found.pool();
        if (pool == null) {
            throw new IllegalStateException("route " + found.route().name() + " has no pool");
        }
        record.pool = pool.name();
        grpc = head.hasBody() && GrpcRequest.matches(head);
        clock.total(found.requestNanos);
        responseRelay = new ResponseRelay(this, found);
        RequestRelay relay = new RequestRelay(this, found, pool);
        request = relay;
        relay.start();
        if (bodyEnded) {
            requestEnd(null);
        }
    }

    // ---- the client's side calls ----

    /** Request body bytes. Takes ownership. */
    public void requestData(ByteBuf data) {
        RequestRelay relay = request;
        if (over || relay == null) {
            data.release();
            return;
        }
        ResponseRelay answer = responseRelay;
        if (answer != null && (answer.isTunnel() || grpc && answer.isStarted())) {
            answer.touched();
        }
        relay.data(data);
    }

    /**
     * The request body is complete. {@code trailers} is valid during the call only; they are not
     * passed on.
     */
    public void requestEnd(@Nullable ResponseHead trailers) {
        if (!over && request == null) {
            bodyEnded = true; // it is not decided yet where the request goes
        } else if (!over && request != null && !request.isEnded()) {
            clock.client(ExchangeClock.NONE, Cause.BODY_TIMEOUT);
            request.end();
        }
    }

    /**
     * The client's side is gone or broke its framing: the upstream request is cancelled at once. No
     * call on the downstream follows.
     */
    public void downstreamGone(Cause cause, String detail) {
        if (over) {
            return;
        }
        boolean tunnel = responseRelay != null && responseRelay.isTunnel();
        if (tunnel && cause == Cause.CLIENT_ABORT) {
            finish(record.status, null, null, EndedBy.CLIENT, false); // how tunnels end
            return;
        }
        boolean answered = responseRelay != null && responseRelay.isStarted();
        finish(answered ? record.status : cause.status(), cause, detail, EndedBy.CLIENT, false);
    }

    /** {@link DownstreamStream#isWritable()} has turned true. */
    public void downstreamWritable() {
        if (!over && responseRelay != null) {
            responseRelay.downstreamWritable();
        }
    }

    /**
     * The connection or process is going away: ends with this cause now ({@code drain_cut}, {@code
     * reload_cut}).
     */
    public void cut(Cause cause) {
        cut(cause, false);
    }

    /**
     * The same, for a client that was told in its own protocol.
     *
     * @param told the connection closes in order, nothing needs to be broken off
     */
    public void cut(Cause cause, boolean told) {
        if (over) {
            return;
        }
        if (!told) {
            downstream.abort(cause);
        }
        finish(record.status, cause, "time to drain is over", EndedBy.PROXY, false);
    }

    /** Answers an error of the request body that the client's side found. */
    public void bodyRefused(Refusal refusal) {
        if (!over) {
            fail(refusal.cause(), refusal.detail());
        }
    }

    /** The pool that serves it, or null. */
    public @Nullable Pool pool() {
        return request == null ? null : request.pool();
    }

    /** The route that took it, or null. */
    public @Nullable BoundRoute route() {
        return route;
    }

    /** Whether it is an upgraded connection. */
    public boolean isTunnel() {
        return responseRelay != null && responseRelay.isTunnel();
    }

    public boolean isOver() {
        return over;
    }

    // ---- the relays call ----

    RequestRelay request() {
        RequestRelay relay = request;
        if (relay == null) {
            throw new IllegalStateException("nothing is forwarded");
        }
        return relay;
    }

    ResponseRelay response() {
        ResponseRelay relay = responseRelay;
        if (relay == null) {
            throw new IllegalStateException("nothing is forwarded");
        }
        return relay;
    }

    /** The request is complete and sent: the answer must come now. */
    void awaitResponse() {
        sentAt = loop.now();
        if (route != null && !response().isStarted()) {
            clock.upstream(route.responseNanos, Cause.UPSTREAM_TIMEOUT);
        }
    }

    /** It has become a stream, which {@code timeouts.request} is not for. */
    void becomeStream() {
        clock.unlimited();
    }

    void awaitUpstream(long nanos, Cause late) {
        clock.upstream(nanos, late);
    }

    void clearUpstream() {
        clock.upstream(ExchangeClock.NONE, Cause.UPSTREAM_STALL);
    }

    /** More of the request body must come. */
    void awaitBody() {
        if (route != null && !isTunnel()) {
            clock.client(grpc ? route.streamNanos : route.bodyNanos, Cause.BODY_TIMEOUT);
        }
    }

    /** Whether it is a gRPC call: only silence in both directions ends it. */
    boolean isGrpc() {
        return grpc;
    }

    /** Response bytes have come, which show that a gRPC call lives whose request goes on. */
    void grpcMoves() {
        if (!request().isEnded()) {
            awaitBody();
        }
    }

    void awaitClient(long nanos) {
        clock.client(nanos, Cause.CLIENT_STALL);
    }

    void clearClient() {
        clock.client(ExchangeClock.NONE, Cause.CLIENT_STALL);
    }

    /** The response head has come. */
    void answered() {
        answeredAt = loop.now();
    }

    /** A try failed: the next one, or the end. */
    void tryFailed(Cause cause, String detail) {
        if (over) {
            return;
        }
        RequestRelay relay = request();
        Endpoint endpoint = relay.endpoint();
        if (endpoint != null) {
            relay.pool().failed(loop, endpoint, cause);
        }
        if (!response().isStarted() && relay.retry(cause)) {
            return;
        }
        fail(cause, detail);
    }

    /** The endpoint, or the wait for one, took too long. */
    void upstreamLate(Cause cause) {
        if (cause == Cause.QUEUE_TIMEOUT) {
            String why = request().pool().unavailable();
            fail(cause, why.isEmpty() ? "queue.wait" : "queue.wait: " + why);
            return;
        }
        tryFailed(cause, cause.word());
    }

    /** Ends with an error answer, or cut if the response has begun. */
    void fail(Cause cause, String detail) {
        if (over) {
            return;
        }
        if (responseRelay == null || !responseRelay.isStarted()) {
            answerError(cause, cause.status(), detail);
            return;
        }
        // In mid-body a broken endpoint is always the same to the client: the answer is cut, never
        // ended cleanly.
        Cause shown =
                cause == Cause.UPSTREAM_RESET || cause == Cause.UPSTREAM_BAD_RESPONSE
                        ? Cause.UPSTREAM_CUT
                        : cause;
        downstream.abort(shown);
        finish(record.status, shown, detail, endedBy(shown), false);
    }

    /** The response is complete and written. */
    void completed(int status) {
        boolean good = status < 300;
        finish(status, good ? null : Cause.UPSTREAM_ANSWER, null, EndedBy.COMPLETE, true);
    }

    // ---- own answers ----

    /** Answers with a head and body of our own, and ends. */
    void answer(ResponseHead answer, byte @Nullable [] body, Cause cause) {
        int status = answer.status;
        OwnAnswer.write(this, answer, body);
        finish(status, cause, null, EndedBy.COMPLETE, false);
    }

    /** Answers with an error, and ends. */
    void answerError(Cause cause, int status, String detail) {
        if (request != null) {
            request.close(false);
        }
        // A server may end a call at its deadline before the client does: not the endpoint's fault.
        boolean late = grpc && GrpcRequest.isLate(head, System.nanoTime() - record.startNanos);
        ResponseHead answer = loop.response;
        byte[] body = OwnAnswer.error(answer, this, cause, late ? 504 : status, detail);
        int written = answer.status;
        OwnAnswer.write(this, answer, body);
        finish(written, cause, detail, EndedBy.PROXY, false);
    }

    // ---- the end ----

    private static EndedBy endedBy(Cause cause) {
        return switch (cause) {
            case UPSTREAM_CUT, UPSTREAM_RESET, UPSTREAM_BAD_RESPONSE -> EndedBy.UPSTREAM;
            case CLIENT_ABORT -> EndedBy.CLIENT;
            default -> EndedBy.PROXY;
        };
    }

    private void finish(
            int status,
            @Nullable Cause cause,
            @Nullable String detail,
            EndedBy ended,
            boolean clean) {
        if (over) {
            return;
        }
        over = true;
        clock.stop(loop);
        record.status = status;
        record.cause = cause;
        record.detail = detail;
        record.ended = ended;
        if (request != null) {
            request.stopWaiting();
        }
        fillTimes();
        if (cause != null || client.observer().wantsText()) {
            RecordText.fill(this);
        }
        if (request != null) {
            request.close(clean);
        }
        client.observer().ended(loop, route, record);
        loop.giveBack(head);
    }

    private void fillTimes() {
        record.endNanos = loop.now();
        if (sentAt != 0 && answeredAt != 0) {
            record.firstByteNanos = Math.max(0, answeredAt - sentAt);
        }
        if (answeredAt != 0) {
            record.bodyNanos = record.endNanos - answeredAt;
        }
    }
}
