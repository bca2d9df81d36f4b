package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.loop.LoopLocal;
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
 * @param tls facts of the handshake, or null on a clear connection
 * @param config gives the current routing snapshot; read once per exchange
 */
public record ClientConnection(
        LoopLocal loop,
        String listener,
        boolean secure,
        int port,
        InetAddress peer,
        String peerText,
        @Nullable TlsFacts tls,
        Supplier<RoutingSnapshot> config,
        ExchangeObserver observer) {

    /**
     * What the handshake agreed on.
     *
     * @param version {@code 1.2} or {@code 1.3}
     * @param group key exchange group, or null if unknown
     * @param resumed whether a session was resumed
     * @param sni name the client asked for, folded
     * @param handshakeNanos how long it took
     * @param covers whether the connection's certificate covers a host (folded); else that host is
     *     answered 421
     */
    public record TlsFacts(
            String version,
            @Nullable String group,
            boolean resumed,
            String sni,
            long handshakeNanos,
            java.util.function.Predicate<String> covers) {}
}
