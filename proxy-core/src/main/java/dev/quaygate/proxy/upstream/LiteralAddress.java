package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.EndpointAddress;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/** Addresses that need no look-up: IP literals and unix sockets. */
final class LiteralAddress {
    private LiteralAddress() {}

    static Optional<SocketAddress> of(EndpointAddress address) {
        return switch (address) {
            case EndpointAddress.Unix(var path, _) ->
                    Optional.of(new DomainSocketAddress(path.toString()));
            case EndpointAddress.Tcp(String host, int port, _) -> literal(host, port);
        };
    }

    private static Optional<SocketAddress> literal(String host, int port) {
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
