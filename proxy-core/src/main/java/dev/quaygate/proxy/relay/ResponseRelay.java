package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.text.Ascii;
import dev.quaygate.proxy.upstream.Endpoint;
import dev.quaygate.proxy.upstream.ResponseReceiver;
import dev.quaygate.proxy.upstream.UpstreamStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The response direction of one exchange: head, body and trailers to the client with back-pressure;
 * checks upgrades.
 */
final class ResponseRelay implements ResponseReceiver {
    private static final byte[] HSTS = Ascii.bytes("strict-transport-security");
    private static final byte[] EVENT_STREAM = Ascii.bytes("text/event-stream");

    private final Exchange exchange;
    private final BoundRoute route;
    private boolean started;
    private boolean tunnel;
    private boolean paused;
    private long silence;

    ResponseRelay(Exchange exchange, BoundRoute route) {
        this.exchange = exchange;
        this.route = route;
        this.silence = route.stallNanos;
    }

    boolean isStarted() {
        return started;
    }

    boolean isTunnel() {
        return tunnel;
    }

    @Override
    public void interim(ResponseHead head) {
        exchange.downstream.writeInterim(head);
    }

    @Override
    public void responseHead(ResponseHead head, boolean end) {
        RequestRelay request = exchange.request();
        int status = head.status;
        Endpoint endpoint = request.endpoint();
        if (endpoint != null) {
            request.pool().succeeded(exchange.loop, endpoint, status);
        }
        if (status == 101) {
            switchProtocol(head, request);
            return;
        }
        if (status == 503 && request.retry(Cause.UPSTREAM_ANSWER)) {
            return;
        }
        begin(head);
        exchange.downstream.writeHead(head, end);
        if (end) {
            exchange.completed(status);
        }
    }

    private void begin(ResponseHead head) {
        started = true;
        exchange.record.status = head.status;
        exchange.answered();
        if (isEventStream(head) || exchange.isGrpc()) {
            silence = route.streamNanos;
            exchange.becomeStream();
        }
        route.responseEdits.apply(head);
        if (route.hsts != null && exchange.client.secure()) {
            head.dropNamed(HSTS);
            head.add(FieldName.STRICT_TRANSPORT_SECURITY, HSTS, route.hsts);
        }
        exchange.awaitUpstream(silence, Cause.UPSTREAM_STALL);
    }

    private void switchProtocol(ResponseHead head, RequestRelay request) {
        UpstreamStream open = request.connection();
        if (open == null || !WebsocketAccept.matches(exchange.head, head)) {
            exchange.tryFailed(Cause.UPSTREAM_BAD_RESPONSE, "101 that was not asked for");
            return;
        }
        tunnel = true;
        begin(head);
        exchange.record.protocol = "ws";
        open.becomeTunnel();
        exchange.becomeStream();
        request.end();
        silence = route.tunnelNanos;
        exchange.awaitUpstream(silence, Cause.UPSTREAM_STALL);
        exchange.downstream.switchToTunnel(head);
        request.becomeTunnel();
    }

    @Override
    public void responseData(ByteBuf data) {
        exchange.record.bytesOut += data.readableBytes();
        exchange.downstream.writeData(data);
        if (exchange.isOver()) {
            return;
        }
        exchange.awaitUpstream(silence, Cause.UPSTREAM_STALL);
        if (exchange.isGrpc() && !paused) {
            exchange.grpcMoves();
        }
        if (!exchange.downstream.isWritable()) {
            pause();
        }
    }

    private void pause() {
        UpstreamStream open = exchange.request().connection();
        if (!paused && open != null) {
            paused = true;
            open.pause();
            // While we do not read, its silence is ours.
            exchange.clearUpstream();
            exchange.awaitClient(route.writeNanos);
        }
    }

    void downstreamWritable() {
        UpstreamStream open = exchange.request().connection();
        if (paused && open != null) {
            paused = false;
            exchange.clearClient();
            exchange.awaitUpstream(silence, Cause.UPSTREAM_STALL);
            open.resume();
        }
    }

    @Override
    public void responseEnd(@Nullable ResponseHead trailers) {
        if (trailers != null && trailers.count() > 0) {
            exchange.downstream.writeTrailers(trailers);
        } else {
            exchange.downstream.writeEnd();
        }
        exchange.completed(exchange.record.status);
    }

    @Override
    public void responseFailed(Cause cause, String detail) {
        exchange.tryFailed(cause, detail);
    }

    @Override
    public void cut(Cause cause) {
        exchange.cut(cause);
    }

    @Override
    public void upstreamWritable() {
        exchange.request().upstreamWritable();
    }

    /** Bytes from the client show that a tunnel or gRPC call lives. */
    void touched() {
        if (paused) {
            return; // its silence is ours
        }
        exchange.awaitUpstream(silence, Cause.UPSTREAM_STALL);
    }

    private static boolean isEventStream(ResponseHead head) {
        int field = head.find(FieldName.CONTENT_TYPE);
        if (field < 0) {
            return false;
        }
        int start = head.valueStart(field);
        int end = Math.min(head.valueEnd(field), start + EVENT_STREAM.length);
        return FieldName.equalsFolded(head.bytes, start, end, EVENT_STREAM);
    }
}
