package dev.quaygate.proxy.observe;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All counters of the data plane, by names of the configuration: no request can add a name. They
 * live as long as the process, so that counters never fall over a reload.
 */
public final class Meters implements MetricSource {
    private static final int STRIDE = 16;

    /** Label of exchanges that found no route. */
    static final String NO_ROUTE = "other";

    private final int loops;
    private final long[] inFlight;
    private final RouteMeters unrouted;
    private final RouteMeters retired = new RouteMeters(1); // guarded by this
    private final Map<String, RouteMeters> routes = new ConcurrentHashMap<>();
    private final Map<String, ListenerMeters> listeners = new ConcurrentHashMap<>();

    public Meters(int loops) {
        this.loops = loops;
        this.inFlight = new long[(loops + 1) * STRIDE];
        this.unrouted = new RouteMeters(loops);
    }

    /** Counters of the route with that name; the same object every time. Any thread. */
    public RouteMeters route(String name) {
        return routes.computeIfAbsent(name, _ -> new RouteMeters(loops));
    }

    /** Counters of the listener with that name; the same object every time. Any thread. */
    public ListenerMeters listener(String name) {
        return listeners.computeIfAbsent(name, _ -> new ListenerMeters(loops));
    }

    /** Forgets routes that are not configured any more, so that names do not pile up. */
    public synchronized void retainRoutes(Collection<String> names) {
        routes.forEach((name, meters) -> {
            if (!names.contains(name)) {
                retired.add(meters);
            }
        });
        routes.keySet().retainAll(names);
    }

    /** Forgets listeners that are not configured any more. */
    public void retainListeners(Collection<String> names) {
        listeners.keySet().retainAll(names);
    }

    /** An exchange began. Loop thread only. */
    public void began(int loop) {
        inFlight[(loop + 1) * STRIDE]++;
    }

    /** It ended; {@code route} is null where none was found. Loop thread only. */
    public void ended(int loop, @Nullable RouteMeters route, ExchangeRecord exchange) {
        inFlight[(loop + 1) * STRIDE]--;
        (route == null ? unrouted : route).record(loop, exchange);
    }

    /** Exchanges in flight on all loops. */
    public long inFlight() {
        long sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            sum += inFlight(loop);
        }
        return sum;
    }

    /** Exchanges in flight on one loop. */
    public long inFlight(int loop) {
        return inFlight[(loop + 1) * STRIDE];
    }

    /** Failures with this cause over all routes. */
    public long failures(Cause cause) {
        return byRoute().values().stream().mapToLong(route -> route.failures().of(cause)).sum();
    }

    @Override
    public void write(MetricsWriter out) {
        write(out, true);
    }

    /**
     * Writes all families.
     *
     * @param perRoute whether each route has series of its own, or all share one
     */
    public void write(MetricsWriter out, boolean perRoute) {
        Map<String, RouteMeters> shown = perRoute ? byRoute() : Map.of("", sum());
        new TrafficMetrics(shown, new TreeMap<>(listeners)).write(out);
        out.gauge("exchanges_in_flight", "Exchanges that have begun and not ended, by event loop.");
        for (int loop = 0; loop < loops; loop++) {
            out.sample(inFlight(loop), "loop", String.valueOf(loop));
        }
    }

    // With what routes counted that are gone, so that it never falls.
    private synchronized RouteMeters sum() {
        var sum = new RouteMeters(1);
        sum.add(retired);
        sum.add(unrouted);
        routes.values().forEach(sum::add);
        return sum;
    }

    private Map<String, RouteMeters> byRoute() {
        var byRoute = new TreeMap<>(routes);
        // A configured route of that name has the label to itself.
        byRoute.putIfAbsent(NO_ROUTE, unrouted);
        return byRoute;
    }
}
