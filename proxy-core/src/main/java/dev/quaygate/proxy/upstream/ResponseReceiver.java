package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What an endpoint's connection tells the exchange that holds it. Event loop only. */
public interface ResponseReceiver {
    /** An interim response other than 100. {@code head} is valid during the call only. */
    void interim(ResponseHead head);

    /**
     * The final response head, or a 101.
     *
     * @param head valid during the call only
     * @param end neither body nor trailers follow; {@link #responseEnd} is not called
     */
    void responseHead(ResponseHead head, boolean end);

    /** Body bytes, or a tunnel's bytes after 101. Takes ownership. */
    void responseData(ByteBuf data);

    /** The response is complete. {@code trailers} is valid during the call only. */
    void responseEnd(@Nullable ResponseHead trailers);

    /**
     * The response will not complete. The stream is closed.
     *
     * @param cause {@code upstream_reset}, {@code upstream_bad_response} before the head was
     *     delivered, {@code upstream_cut} after it
     */
    void responseFailed(Cause cause, String detail);

    /**
     * The time that the endpoint had to end this response is over: {@code drain_cut} or {@code
     * reload_cut}. The connection is closed.
     */
    void cut(Cause cause);

    /** {@link UpstreamStream#isWritable()} has turned true. */
    void upstreamWritable();
}
