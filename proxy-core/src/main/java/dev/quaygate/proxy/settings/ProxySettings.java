package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.util.List;
import java.util.Map;

/**
 * Everything the data plane needs to serve: one value per revision of the configuration.
 *
 * @param listeners sockets to accept on; names are unique
 * @param redirectCode 301 or 308 for http requests to https routes; 0 answers 404 instead
 * @param trustedProxies peers whose forwarded headers are believed
 * @param limits bounds for clients
 * @param timeouts defaults; routes carry their own complete set
 * @param tls TLS towards clients
 * @param routes in file order
 * @param pools by name; every pool that a route names is here
 * @param accessLog the access log
 * @param metrics how many time series there are
 */
public record ProxySettings(
        List<ListenerSettings> listeners,
        int redirectCode,
        CidrSet trustedProxies,
        Limits limits,
        Timeouts timeouts,
        TlsSettings tls,
        List<Route> routes,
        Map<String, PoolSettings> pools,
        AccessLogSettings accessLog,
        MetricsSettings metrics) {
    public ProxySettings {
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
        pools = Map.copyOf(pools);
        require(
                listeners.stream().map(ListenerSettings::name).distinct().count()
                        == listeners.size(),
                "listen",
                "a listener is named twice");
        require(
                redirectCode == 0 || redirectCode == 301 || redirectCode == 308,
                "redirect",
                redirectCode + " is not 301 or 308");
        for (Route route : routes) {
            String pool = route.pool().orElse("");
            require(
                    pool.isEmpty() || pools.containsKey(pool),
                    "to",
                    "route " + route.name() + " names the unknown pool '" + pool + "'");
        }
    }
}
