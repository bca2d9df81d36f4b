package dev.quaygate.proxy.server;

import dev.quaygate.proxy.listener.Listener;
import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.relay.RoutingSnapshot;
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
        RoutingSnapshot routing) {}
