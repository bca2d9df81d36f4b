package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. Made by the client's connection when a head is complete; event loop
 * only.
 */
public final class Exchange {
    final ClientConnection client;
    final RequestHead head;
    final DownstreamStream downstream;

    private Exchange(ClientConnection client, RequestHead head, DownstreamStream downstream) {
        this.client = client;
        this.head = head;
        this.downstream = downstream;
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
        return new Exchange(client, head, downstream);
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
            Refusal refusal) {}

    /** Request body bytes. Takes ownership. */
    public void requestData(ByteBuf data) {
        data.release();
    }

    /** The request body is complete. {@code trailers} is valid during the call only. */
    public void requestEnd(@Nullable ResponseHead trailers) {}

    /**
     * The client's side is gone or broke its framing: the upstream request is cancelled at once. No
     * call on the downstream follows.
     */
    public void downstreamGone(Cause cause, String detail) {}

    /** {@link DownstreamStream#isWritable()} has turned true. */
    public void downstreamWritable() {}

    /**
     * The connection or process is going away: ends with this cause now ({@code drain_cut}, {@code
     * reload_cut}).
     */
    public void cut(Cause cause) {}
}
