package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.HeaderEdits;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.settings.RouteAction;
import dev.quaygate.proxy.settings.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Routes as a user would write them: {@code route("shop.ex *.shop.ex", "/api/*")}. */
final class Routes {
    private Routes() {}

    static Route route(String hosts, String path) {
        return route(hosts, path, 0, Route.Scheme.HTTPS);
    }

    static Route route(String hosts, String path, int priority) {
        return route(hosts, path, priority, Route.Scheme.HTTPS);
    }

    static Route route(String hosts, String path, int priority, Route.Scheme scheme) {
        return new Route(
                hosts + path + (priority == 0 ? "" : "!" + priority),
                "test",
                Stream.of(hosts.split(" ")).map(Routes::host).toList(),
                path(path),
                priority,
                new RouteAction.Respond(200, "", "text/plain", Map.of()),
                scheme,
                null,
                null,
                HeaderEdits.NONE,
                HeaderEdits.NONE,
                Limits.OFF,
                Timeouts.DEFAULT,
                null,
                true);
    }

    static RoutingTable<Route> table(Route... routes) {
        return RoutingTable.of(List.of(routes), route -> route);
    }

    private static HostPattern host(String text) {
        if (text.equals("*")) {
            return new HostPattern.Any();
        }
        return text.startsWith("*.")
                ? new HostPattern.Wildcard(text.substring(2))
                : new HostPattern.Exact(text);
    }

    private static PathPattern path(String text) {
        return text.endsWith("/*")
                ? new PathPattern.Prefix(text.substring(0, text.length() - 2))
                : new PathPattern.Exact(text);
    }
}
