package dev.quaygate.app.config.block;

import dev.quaygate.app.config.source.Problems;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.Route.Scheme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Routes against each other: twice the same, and never reached. */
final class RouteChecks {
    private final List<RouteDraft> routes;
    private final Problems problems;

    RouteChecks(List<RouteDraft> routes, Problems problems) {
        this.routes = routes;
        this.problems = problems;
    }

    void run() {
        names();
        doubles();
        shadows();
    }

    private record Taken(HostPattern host, PathPattern path, int priority, Scheme scheme) {}

    private void names() {
        Map<String, RouteDraft> seen = new HashMap<>();
        for (RouteDraft route : routes) {
            RouteDraft before =
                    route.written().isEmpty() ? null : seen.putIfAbsent(route.written(), route);
            if (before != null) {
                problems.error(
                                "QG1022",
                                route.node().span(),
                                route.node().path(),
                                "route name `" + route.written() + "` stands twice")
                        .first(before.node().span());
            }
        }
    }

    private void doubles() {
        Map<Taken, RouteDraft> seen = new HashMap<>();
        for (RouteDraft route : routes) {
            for (Taken taken : taken(route)) {
                RouteDraft before = seen.putIfAbsent(taken, route);
                if (before != null) {
                    problems.error(
                                    "QG1021",
                                    route.node().span(),
                                    route.node().path(),
                                    "%s is routed twice with path `%s`"
                                            .formatted(taken.host, taken.path))
                            .first(before.node().span());
                }
            }
        }
    }

    /** Without priorities the more specific route wins, so only those can shadow. */
    private void shadows() {
        if (routes.stream().mapToInt(RouteDraft::priority).distinct().count() < 2) {
            return;
        }
        for (RouteDraft route : routes) {
            List<RouteDraft> above =
                    routes.stream().filter(other -> other.priority() > route.priority()).toList();
            var before = new ArrayList<RouteDraft>();
            for (Taken taken : taken(route)) {
                above.stream()
                        .filter(other -> covers(other, taken))
                        .findFirst()
                        .ifPresent(before::add);
            }
            if (before.size() == taken(route).size()) {
                problems.warning(
                                "QG1103",
                                route.node().span(),
                                route.node().path(),
                                "route `%s` can never answer: `%s` takes all of it"
                                        .formatted(route.name(), before.getFirst().name()))
                        .first(before.getFirst().node().span());
            }
        }
    }

    private static boolean covers(RouteDraft other, Taken taken) {
        return other.scheme() == taken.scheme
                && other.hosts().stream().anyMatch(host -> covers(host, taken.host))
                && other.paths().stream().anyMatch(path -> covers(path, taken.path));
    }

    private static boolean covers(HostPattern host, HostPattern part) {
        return switch (host) {
            case HostPattern.Any _ -> true;
            case HostPattern.Exact _ -> host.equals(part);
            case HostPattern.Wildcard(String suffix) ->
                    host.equals(part)
                            || part instanceof HostPattern.Exact(String name)
                                    && name.indexOf('.') > 0
                                    && name.substring(name.indexOf('.') + 1).equals(suffix);
        };
    }

    private static boolean covers(PathPattern path, PathPattern part) {
        return switch (path) {
            case PathPattern.Exact _ -> path.equals(part);
            case PathPattern.Prefix(String segments) -> {
                String other =
                        switch (part) {
                            case PathPattern.Exact(String exact) -> exact;
                            case PathPattern.Prefix(String prefix) -> prefix;
                        };
                yield other.equals(segments) || other.startsWith(segments + "/");
            }
        };
    }

    private static List<Taken> taken(RouteDraft route) {
        var all = new ArrayList<Taken>();
        for (HostPattern host : route.hosts()) {
            for (PathPattern path : route.paths()) {
                all.add(new Taken(host, path, route.priority(), route.scheme()));
            }
        }
        return all;
    }
}
