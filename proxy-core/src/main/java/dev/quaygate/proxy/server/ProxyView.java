package dev.quaygate.proxy.server;

import dev.quaygate.proxy.listener.Listener;
import dev.quaygate.proxy.observe.Meters;
import dev.quaygate.proxy.observe.RouteMeters;
import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.upstream.PoolView;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
    /**
     * An open listener.
     *
     * @param address with the real port
     * @param connections open now
     * @param lastFromOutside when the last connection from outside of private networks came, null
     *     if none has since the start
     */
    public record ListenerView(
            String name,
            String kind,
            InetSocketAddress address,
            long connections,
            @Nullable Instant lastFromOutside) {
        static ListenerView of(Listener listener, Meters meters) {
            String name = listener.settings().name();
            return new ListenerView(
                    name,
                    listener.settings().kind().name().toLowerCase(Locale.ROOT),
                    listener.address(),
                    meters.listener(name).connections(),
                    meters.listener(name).lastFromOutside());
        }
    }

    /**
     * A route with its counters.
     *
     * @param requests by class of status: index 0 without status, 1 to 5
     */
    public record RouteView(Route route, List<Long> requests, long bytesIn, long bytesOut) {
        static RouteView of(BoundRoute bound) {
            RouteMeters meters = bound.meters();
            return new RouteView(
                    bound.route(),
                    IntStream.rangeClosed(0, 5).mapToObj(meters::requests).toList(),
                    meters.bytesIn(),
                    meters.bytesOut());
        }
    }
}
