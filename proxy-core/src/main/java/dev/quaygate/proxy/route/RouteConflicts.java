package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Duplicate and shadowed routes of a configuration. A pattern takes either one host or path or
 * endlessly many, so what a finite set of routes takes from another it takes with one route alone:
 * looking for a single route in front is exact.
 */
public final class RouteConflicts {
    private record Key(Route.Scheme scheme, HostPattern host, PathPattern path) {}

    private final Map<Key, Route> first = new HashMap<>();
    private final List<RouteConflict> found = new ArrayList<>();

    private RouteConflicts() {}

    /** All conflicts, duplicates first; time grows with the number of routes, not its square. */
    public static List<RouteConflict> find(List<Route> routes) {
        var conflicts = new RouteConflicts();
        conflicts.duplicates(routes);
        conflicts.shadows(routes);
        return List.copyOf(conflicts.found);
    }

    private void duplicates(List<Route> routes) {
        record Ranked(Key key, int priority) {}
        var seen = new HashMap<Ranked, Route>();
        for (Route route : routes) {
            Route reported = null;
            for (HostPattern host : route.hosts()) {
                Key key = key(route, host, route.path());
                first.merge(key, route, (a, b) -> b.priority() > a.priority() ? b : a);
                Route earlier = seen.putIfAbsent(new Ranked(key, route.priority()), route);
                if (earlier != null && earlier != route && earlier != reported) {
                    found.add(new RouteConflict.Duplicate(earlier, route, host));
                    reported = earlier;
                }
            }
        }
    }

    private void shadows(List<Route> routes) {
        for (Route route : routes) {
            Route by = null;
            boolean all = true;
            for (HostPattern host : route.hosts()) {
                Route inFront = inFront(route, host);
                all &= inFront != null;
                by = by == null ? inFront : by;
            }
            if (all && by != null) {
                found.add(new RouteConflict.Shadowed(route, by));
            }
        }
    }

    /** A route of higher priority that takes all that {@code route} takes on {@code host}. */
    private @Nullable Route inFront(Route route, HostPattern host) {
        for (HostPattern wider : containing(host)) {
            for (PathPattern path : containing(route.path())) {
                Route other = first.get(key(route, wider, path));
                if (other != null && other.priority() > route.priority()) {
                    return other;
                }
            }
        }
        return null;
    }

    private static List<HostPattern> containing(HostPattern host) {
        var any = new HostPattern.Any();
        return switch (host) {
            case HostPattern.Exact(String name) -> {
                String parent = Hosts.parent(name);
                yield parent == null || parent.isEmpty()
                        ? List.of(host, any)
                        : List.of(host, new HostPattern.Wildcard(parent), any);
            }
            case HostPattern.Wildcard _ -> List.of(host, any);
            case HostPattern.Any _ -> List.of(any);
        };
    }

    private static List<PathPattern> containing(PathPattern path) {
        var patterns = new ArrayList<PathPattern>();
        patterns.add(path);
        String text =
                switch (path) {
                    case PathPattern.Exact(String exact) -> Bytes.merged(exact);
                    case PathPattern.Prefix(String segments) -> Bytes.merged(segments);
                };
        for (int end = text.length(); end >= 0; end = text.lastIndexOf('/', end - 1)) {
            String prefix = text.substring(0, end);
            if (!prefix.endsWith("/")) {
                patterns.add(new PathPattern.Prefix(prefix));
            }
        }
        return patterns;
    }

    private static Key key(Route route, HostPattern host, PathPattern path) {
        PathPattern merged =
                switch (path) {
                    case PathPattern.Exact(String exact) ->
                            new PathPattern.Exact(Bytes.merged(exact));
                    case PathPattern.Prefix(String segments) ->
                            new PathPattern.Prefix(Bytes.merged(segments));
                };
        return new Key(route.scheme(), host, merged);
    }
}
