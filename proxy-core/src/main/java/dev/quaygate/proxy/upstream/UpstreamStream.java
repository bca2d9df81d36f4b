package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.ForwardContext;
import dev.quaygate.proxy.codec.RequestHead;
import io.netty.buffer.ByteBuf;

/**
 * The endpoint's side of one exchange: an HTTP/1.1 connection for as long as the exchange holds it,
 * or one HTTP/2 stream. How the request is framed is its business. Event loop only.
 */
public abstract sealed class UpstreamStream permits UpstreamConnection, MultiplexedStream {
    /** The endpoint it leads to. */
    public abstract Endpoint endpoint();

    /**
     * Whether its connection has served an exchange before this one, so that the endpoint may have
     * closed it meanwhile.
     */
    public abstract boolean isReused();

    /**
     * Whether the endpoint said that it did nothing with the request (RFC 9113 §8.7), so that any
     * request may be sent again.
     */
    public abstract boolean isUnprocessed();

    /**
     * Starts the exchange.
     *
     * @param head as judged
     * @param context what the endpoint is told beside it; read within this call
     */
    public abstract void begin(RequestHead head, ForwardContext context, ResponseReceiver receiver);

    /** Sends bytes of the request body, or of a tunnel. Takes ownership. */
    public abstract void send(ByteBuf data);

    /** The request is complete. */
    public abstract void end();

    /** Whether more of the request should be sent now. */
    public abstract boolean isWritable();

    /** Lets no more come than is on its way until {@link #resume()}: the client is slower. */
    public abstract void pause();

    public abstract void resume();

    /** Bytes go through as they are from now on (after a checked 101). HTTP/1.1 only. */
    public abstract void becomeTunnel();

    /** Ends the exchange after both directions are complete. */
    public abstract void release();

    /** Ends the exchange at once, without a word to the receiver. */
    public abstract void close();
}
