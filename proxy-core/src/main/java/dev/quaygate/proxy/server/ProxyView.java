package dev.quaygate.proxy.server;

import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.upstream.PoolView;
import java.net.InetSocketAddress;
import java.util.List;

/** The state of the data plane at one moment, for status pages. */
public record ProxyView(
        long revision,
        List<ListenerView> listeners,
        int connections,
        int exchanges,
        int tunnels,
        List<RouteView> routes,
        List<PoolView> pools,
        boolean draining) {
    /** An open listener; {@code address} has the real port. */
    public record ListenerView(
            String name, String kind, InetSocketAddress address, long connections) {}

    /**
     * A route with its counters.
     *
     * @param requests by class of status: index 0 without status, 1 to 5
     */
    public record RouteView(Route route, List<Long> requests, long bytesIn, long bytesOut) {}
}
