package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.text.Ascii;
import dev.quaygate.proxy.upstream.UpstreamConnections;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Facts about one client connection that every exchange on it needs. Set up by the listener and the
 * handshake, then only read. Event loop only.
 *
 * @param loop the event loop that the connection lives on
 * @param listener name of the listener
 * @param secure whether it is TLS
 * @param port local port, for X-Forwarded-Port
 * @param peer address of the socket's other end
 * @param peerText the same as text
 * @param peerBytes the same as ASCII bytes
 * @param portBytes the port as ASCII digits
 * @param tls facts of the handshake, or null on a clear connection
 * @param config gives the current routing snapshot; read once per exchange
 * @param upstreams connections to endpoints
 * @param observer sees the end of every exchange
 */
public record ClientConnection(
        LoopLocal loop,
        String listener,
        boolean secure,
        int port,
        InetAddress peer,
        String peerText,
        byte[] peerBytes,
        byte[] portBytes,
        @Nullable TlsFacts tls,
        Supplier<RoutingSnapshot> config,
        UpstreamConnections upstreams,
        ExchangeObserver observer) {
    public ClientConnection(
            LoopLocal loop,
            String listener,
            boolean secure,
            int port,
            InetAddress peer,
            @Nullable TlsFacts tls,
            Supplier<RoutingSnapshot> config,
            UpstreamConnections upstreams,
            ExchangeObserver observer) {
        String text = peer.getHostAddress();
        this(
                loop,
                listener,
                secure,
                port,
                peer,
                text,
                Ascii.bytes(text),
                Ascii.bytes(Integer.toString(port)),
                tls,
                config,
                upstreams,
                observer);
    }
}
