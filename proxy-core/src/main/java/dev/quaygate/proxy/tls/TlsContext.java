package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.channel.ChannelHandlerContext;

/** One certificate with the settings of its handshakes. Any thread. */
abstract sealed class TlsContext permits EngineContext, NativeContext {
    /**
     * A handler that shakes hands as a server. Event loop of {@code ctx}.
     *
     * @param timeoutNanos for the handshake, from now
     */
    abstract TlsConnection newConnection(
            ChannelHandlerContext ctx, LoopLocal loop, long timeoutNanos);

    /** Uses these keys for tickets from now on; the first encrypts. */
    abstract void tickets(TicketKeys keys);
}
