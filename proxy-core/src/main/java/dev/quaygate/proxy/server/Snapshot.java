package dev.quaygate.proxy.server;

import dev.quaygate.proxy.listener.Listener;
import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.relay.ChallengeAnswers;
import dev.quaygate.proxy.relay.RoutingSnapshot;
import dev.quaygate.proxy.route.RoutingTable;
import dev.quaygate.proxy.settings.ListenAddress;
import dev.quaygate.proxy.settings.ListenerSettings;
import dev.quaygate.proxy.settings.ProxySettings;
import dev.quaygate.proxy.upstream.Pool;
import java.util.List;
import java.util.Map;

/**
 * One revision with its runtime objects. Objects whose settings did not change are the very same in
 * the next one.
 */
record Snapshot(
        ProxySettings settings,
        Map<String, Listener> listeners,
        Map<String, Pool> pools,
        List<BoundRoute> routes,
        RoutingSnapshot routing) {
    /**
     * What exchanges read of it.
     *
     * @param listeners those that are open, for the ports they really have
     */
    static RoutingSnapshot routing(
            ProxySettings settings,
            List<BoundRoute> routes,
            long revision,
            Map<String, Listener> listeners,
            ChallengeAnswers challenges) {
        return new RoutingSnapshot(
                revision,
                RoutingTable.of(routes, BoundRoute::route),
                settings.redirectCode(),
                redirectPort(settings, listeners),
                settings.trustedProxies(),
                settings.limits(),
                settings.timeouts(),
                challenges,
                settings.tls().strictHost());
    }

    private static int redirectPort(ProxySettings settings, Map<String, Listener> listeners) {
        for (ListenerSettings one : settings.listeners()) {
            Listener open = listeners.get(one.name());
            if (one.kind() == ListenerSettings.Kind.HTTPS
                    && one.address() instanceof ListenAddress.Tcp tcp) {
                return open == null ? tcp.port() : open.address().getPort();
            }
        }
        return 443;
    }
}
