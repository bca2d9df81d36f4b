package dev.quaygate.proxy.server;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Meters;
import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.server.ApplyResult.Change;
import dev.quaygate.proxy.settings.ListenerSettings;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.ProxySettings;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.upstream.Pool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pairs old runtime objects with new settings by name: equal settings keep the very same object
 * with its health, connections and counters; changed pools adopt the endpoints that stay. Decides
 * only; changes nothing that serves.
 */
final class Reconciler {
    private final Meters meters;
    private final List<LoopLocal> loops;

    Reconciler(Meters meters, List<LoopLocal> loops) {
        this.meters = meters;
        this.loops = loops;
    }

    /** What the next revision serves with. */
    record Plan(Map<String, Pool> pools, List<BoundRoute> routes, List<Change> changes) {}

    Plan plan(@Nullable Snapshot old, ProxySettings next) {
        var pools = new LinkedHashMap<String, Pool>();
        next.pools()
                .forEach((name, settings) ->
                        pools.put(
                                name, pool(old == null ? null : old.pools().get(name), settings)));
        Map<String, BoundRoute> before = old == null ? Map.of() : byName(old.routes());
        List<BoundRoute> routes =
                next.routes().stream()
                        .map(route -> route(before.get(route.name()), route, pools))
                        .toList();
        return new Plan(pools, routes, old == null ? List.of() : changes(old.settings(), next));
    }

    private Pool pool(@Nullable Pool old, PoolSettings settings) {
        if (old == null) {
            return new Pool(settings, loops);
        }
        return old.settings().equals(settings) ? old : Pool.adopt(old, settings);
    }

    private BoundRoute route(@Nullable BoundRoute old, Route route, Map<String, Pool> pools) {
        Pool pool = route.pool().map(pools::get).orElse(null);
        if (old != null && old.route().equals(route) && old.pool() == pool) {
            return old;
        }
        return new BoundRoute(route, pool, meters.route(route.name()));
    }

    private static Map<String, BoundRoute> byName(List<BoundRoute> routes) {
        return routes.stream()
                .collect(Collectors.toMap(bound -> bound.route().name(), Function.identity()));
    }

    // ---- what differs, for people ----

    private static List<Change> changes(ProxySettings old, ProxySettings next) {
        var changes = new ArrayList<Change>();
        compare("listener", listeners(old), listeners(next), changes);
        compare("route", routes(old), routes(next), changes);
        compare("pool", old.pools(), next.pools(), changes);
        whole("tls", old.tls(), next.tls(), changes);
        whole("limits", old.limits(), next.limits(), changes);
        whole("timeouts", old.timeouts(), next.timeouts(), changes);
        whole("log", old.accessLog(), next.accessLog(), changes);
        whole("metrics", old.metrics(), next.metrics(), changes);
        whole("trustedProxies", old.trustedProxies(), next.trustedProxies(), changes);
        whole("redirect", old.redirectCode(), next.redirectCode(), changes);
        return changes;
    }

    private static Map<String, ListenerSettings> listeners(ProxySettings settings) {
        return settings.listeners().stream()
                .collect(Collectors.toMap(ListenerSettings::name, Function.identity()));
    }

    // The place in the file may move without anything changing.
    private static Map<String, Object> routes(ProxySettings settings) {
        return settings.routes().stream()
                .collect(
                        Collectors.toMap(
                                Route::name,
                                Route::withoutSource,
                                (a, _) -> a,
                                LinkedHashMap::new));
    }

    private static void compare(
            String kind, Map<String, ?> old, Map<String, ?> next, List<Change> into) {
        next.keySet().stream()
                .sorted()
                .filter(name -> !old.containsKey(name))
                .forEach(name -> into.add(new Change('+', kind, name, "")));
        next.keySet().stream()
                .sorted()
                .filter(name ->
                        old.containsKey(name) && !Objects.equals(old.get(name), next.get(name)))
                .forEach(name -> into.add(new Change('~', kind, name, "")));
        old.keySet().stream()
                .sorted()
                .filter(name -> !next.containsKey(name))
                .forEach(name -> into.add(new Change('-', kind, name, "")));
    }

    private static void whole(String kind, Object old, Object next, List<Change> into) {
        if (!old.equals(next)) {
            into.add(new Change('~', kind, kind, ""));
        }
    }
}
