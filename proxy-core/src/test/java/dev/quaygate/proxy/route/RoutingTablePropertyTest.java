package dev.quaygate.proxy.route;

import static dev.quaygate.proxy.route.Routes.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random tables from a small alphabet, so that patterns meet; the seed is in every message. */
class RoutingTablePropertyTest {
    private static final long SEED = 20_261_124;

    private final Random random = new Random(SEED);

    private record Request(String host, String path, Route.Scheme scheme) {}

    @Test
    void decidesLikeANaiveMatcherAndExplainsTheSame() {
        List<Route> routes = routes(200);
        var table = RoutingTable.of(routes, route -> route);
        int found = 0;

        for (int i = 0; i < 1_000; i++) {
            Request request = request();
            Route expected = naive(routes, request);
            Route actual = find(table, request);

            assertThat(actual).as("seed %d, %s", SEED, request).isSameAs(expected);
            var explanation = table.explain("GET", request.scheme, request.host, request.path);
            assertThat(explanation.chosen()).as("explain %s", request).isSameAs(expected);
            assertThat(explanation.others())
                    .allSatisfy(other -> assertThat(failsAsSaid(other, request)).isTrue());
            found += expected == null ? 0 : 1;
        }
        System.out.println("routing property: seed " + SEED + ", " + found + " of 1000 matched");
        assertThat(found).isBetween(300, 999);
    }

    @Test
    void decidesTheSameWhateverTheFileOrder() {
        List<Route> routes = new ArrayList<>(routes(100));
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            requests.add(request());
        }
        var first = RoutingTable.of(routes, route -> route);

        for (int shuffle = 0; shuffle < 100; shuffle++) {
            Collections.shuffle(routes, random);
            var table = RoutingTable.of(routes, route -> route);
            for (Request request : requests) {
                assertThat(find(table, request))
                        .as("seed %d, shuffle %d, %s", SEED, shuffle, request)
                        .isSameAs(find(first, request));
            }
        }
    }

    private static @Nullable Route find(RoutingTable<Route> table, Request request) {
        return table.find(RoutingTableTest.head(request.host, request.path), request.scheme);
    }

    private static boolean failsAsSaid(Explanation.Rejected rejected, Request request) {
        Route route = rejected.route();
        boolean scheme = route.scheme() == request.scheme;
        boolean host = bestHost(route, request.host) >= 0;
        boolean path = pathTakes(route.path(), request.path);
        return switch (rejected.failed()) {
            case SCHEME -> !scheme;
            case HOST -> scheme && !host;
            case PATH -> scheme && host && !path;
            case PRECEDENCE -> scheme && host && path;
        };
    }

    private static @Nullable Route naive(List<Route> routes, Request request) {
        Comparator<Route> precedence =
                Comparator.comparingInt(Route::priority)
                        .thenComparingInt(route -> bestHost(route, request.host))
                        .thenComparing(route -> route.path() instanceof PathPattern.Exact)
                        .thenComparingInt(route -> route.path().toString().length());
        return routes.stream()
                .filter(route -> route.scheme() == request.scheme)
                .filter(route -> bestHost(route, request.host) >= 0)
                .filter(route -> pathTakes(route.path(), request.path))
                .max(precedence)
                .orElse(null);
    }

    private static int bestHost(Route route, String host) {
        int best = -1;
        for (HostPattern pattern : route.hosts()) {
            best =
                    Math.max(
                            best,
                            switch (pattern) {
                                case HostPattern.Exact(String name) -> name.equals(host) ? 2 : -1;
                                case HostPattern.Wildcard(String suffix) ->
                                        host.matches("[^.]+\\." + suffix.replace(".", "\\."))
                                                ? 1
                                                : -1;
                                case HostPattern.Any() -> 0;
                            });
        }
        return best;
    }

    private static boolean pathTakes(PathPattern pattern, String path) {
        String merged = path.replaceAll("/+", "/");
        return switch (pattern) {
            case PathPattern.Exact(String exact) -> merged.equals(exact);
            case PathPattern.Prefix(String prefix) -> (merged + "/").startsWith(prefix + "/");
        };
    }

    /** Distinct in scheme, priority, host and path, as the loader guarantees. */
    private List<Route> routes(int count) {
        var taken = new HashSet<String>();
        var routes = new ArrayList<Route>();
        while (routes.size() < count) {
            String host = pick("a.ex", "b.ex", "c.b.ex", "*.ex", "*.b.ex", "*.c.b.ex", "*");
            int priority = random.nextInt(8) == 0 ? random.nextInt(1, 3) : 0;
            Route.Scheme scheme = random.nextInt(4) == 0 ? Route.Scheme.HTTP : Route.Scheme.HTTPS;
            String path = path(false) + (random.nextBoolean() ? "/*" : "");
            path = path.isEmpty() ? "/" : path;
            if (taken.add(scheme + host + path + priority)) {
                routes.add(route(host, path, priority, scheme));
            }
        }
        return routes;
    }

    private Request request() {
        String host = pick("a.ex", "b.ex", "c.b.ex", "d.ex", "x.b.ex", "d.c.b.ex", "ex", "other");
        String path = path(true);
        return new Request(
                host, path.isEmpty() ? "/" : path, pick(Route.Scheme.HTTP, Route.Scheme.HTTPS));
    }

    private String path(boolean slashes) {
        var path = new StringBuilder();
        int segments = random.nextInt(5);
        for (int i = 0; i < segments; i++) {
            path.append(slashes && random.nextInt(6) == 0 ? "//" : "/")
                    .append(pick("a", "b", "ab"));
        }
        return path.append(slashes && random.nextInt(5) == 0 ? "/" : "").toString();
    }

    @SafeVarargs
    private <V> V pick(V... values) {
        return values[random.nextInt(values.length)];
    }
}
