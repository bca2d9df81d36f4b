package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;

/**
 * The client's side of one exchange: the current request of an HTTP/1.1 connection, or one HTTP/2
 * stream. The relay calls it with the response; it calls the {@link Exchange} with the request.
 * Nothing is flushed by a call: the connection queues itself at its loop and is flushed once per
 * turn. Event loop only.
 */
public interface DownstreamStream {
    /**
     * Writes the final response head. Fields that are dropped are left out. Framing is the
     * stream's: {@code contentLength} if it is known, else chunked, until close, or HTTP/2 DATA.
     *
     * @param head valid during the call only
     * @param end no body and no trailers follow
     */
    void writeHead(ResponseHead head, boolean end);

    /**
     * Writes an interim response such as 103; ignored where the client's version has none. {@code
     * head} is valid during the call only.
     */
    void writeInterim(ResponseHead head);

    /** Writes {@code 100 Continue}. */
    void writeContinue();

    /**
     * Writes response body bytes. Takes ownership of {@code data}, also when the stream is already
     * gone.
     */
    void writeData(ByteBuf data);

    /** Ends the response after its body. */
    void writeEnd();

    /**
     * Ends the response with trailers, where the client accepts them. {@code trailers} is valid
     * during the call only.
     */
    void writeTrailers(ResponseHead trailers);

    /**
     * Cuts the exchange without a clean end: HTTP/1.1 closes the connection, HTTP/2 resets the
     * stream. The exchange is over for the relay; no further call comes.
     */
    void abort(Cause cause);

    /**
     * Whether more response bytes should be written now. When it turns true again, {@link
     * Exchange#downstreamWritable()} is called.
     */
    boolean isWritable();

    /**
     * Response bytes taken over but not yet taken by the client's socket; shrinks while a slow
     * client still reads.
     */
    long backlog();

    /** Request bytes have gone to the endpoint: HTTP/2 returns window credit. */
    void consumed(int bytes);

    /**
     * Stops delivery of the request body as soon as possible; bytes already read may still come.
     */
    void pauseBody();

    /** Goes on with the request body. */
    void resumeBody();

    /**
     * Answers a websocket upgrade: writes the 101 head, and from then on {@link #writeData} and
     * {@link Exchange#requestData} carry the tunnel's bytes. HTTP/1.1 only.
     */
    void switchToTunnel(ResponseHead head);
}
