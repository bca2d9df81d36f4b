package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.relay.SecureOutput;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/**
 * TLS of one client connection: the first handler of its pipeline once the ClientHello is read.
 * Tells the end of the handshake by an {@link io.netty.handler.ssl.SslHandshakeCompletionEvent} and
 * the client's close_notify by an {@link io.netty.handler.ssl.SslCloseCompletionEvent}. What it
 * agreed on can be asked between these two. Event loop only.
 */
public interface TlsConnection extends ChannelHandler, SecureOutput {
    /** The protocol chosen by ALPN (RFC 7301), or null if the client offered none. */
    @Nullable String applicationProtocol();

    /** {@code 1.2} or {@code 1.3}. */
    String version();

    /** The key exchange group by name, or null if unknown. */
    @Nullable String group();

    /** Whether a session was resumed by a ticket. */
    boolean resumed();
}
