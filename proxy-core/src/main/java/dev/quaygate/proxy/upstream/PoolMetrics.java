package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.MetricSource;
import dev.quaygate.proxy.observe.MetricsWriter;
import java.util.Collection;
import java.util.function.Supplier;

/** The {@code pool_*} metrics; labels are names of the configuration. Any thread. */
public final class PoolMetrics implements MetricSource {
    private final Supplier<Collection<Pool>> pools;
    private final boolean perEndpoint;

    /**
     * Reads the pools in use at every scrape.
     *
     * @param perEndpoint whether each endpoint has series of its own; else there are gauges by pool
     */
    public PoolMetrics(Supplier<Collection<Pool>> pools, boolean perEndpoint) {
        this.pools = pools;
        this.perEndpoint = perEndpoint;
    }

    @Override
    public void write(MetricsWriter out) {
        Collection<Pool> now = pools.get();
        if (perEndpoint) {
            endpoints(now, out);
        } else {
            sums(now, out);
        }
        out.gauge("pool_queue_length", "Requests that wait for an endpoint of the pool.");
        now.forEach(pool -> out.sample(pool.waiting(), "pool", pool.name()));
    }

    // Counters of endpoints leave with them, so a sum of them could fall: only gauges are added up.
    private static void sums(Collection<Pool> pools, MetricsWriter out) {
        out.gauge("pool_endpoint_up", "Endpoints that may get requests.");
        pools.forEach(pool ->
                out.sample(
                        pool.endpoints().stream()
                                .filter(endpoint -> endpoint.usable(pool.nanoTime()))
                                .count(),
                        "pool",
                        pool.name()));
        out.gauge("pool_requests_in_flight", "Requests that the endpoints are working on.");
        pools.forEach(pool ->
                out.sample(
                        pool.endpoints().stream().mapToLong(Endpoint::inFlight).sum(),
                        "pool",
                        pool.name()));
    }

    private static void endpoints(Collection<Pool> now, MetricsWriter out) {
        out.gauge("pool_endpoint_up", "Whether the endpoint may get requests (1) or not (0).");
        each(
                now,
                (pool, endpoint) ->
                        out.sample(
                                endpoint.usable(pool.nanoTime()) ? 1 : 0, labels(pool, endpoint)));
        out.gauge("pool_requests_in_flight", "Requests that the endpoint is working on.");
        each(now, (pool, endpoint) -> out.sample(endpoint.inFlight(), labels(pool, endpoint)));
        out.counter("pool_attempts_total", "Requests tried on the endpoint.");
        each(
                now,
                (pool, endpoint) ->
                        out.sample(endpoint.counters().attempts(), labels(pool, endpoint)));
        out.counter("pool_failures_total", "Failed tries on the endpoint by cause.");
        each(
                now,
                (pool, endpoint) ->
                        endpoint.counters()
                                .failures()
                                .all()
                                .forEach((cause, count) ->
                                        out.sample(
                                                count,
                                                "pool",
                                                pool.name(),
                                                "endpoint",
                                                endpoint.text(),
                                                "cause",
                                                cause.word())));
        out.histogram("pool_connect_seconds", "Time to a ready connection to the endpoint.");
        each(
                now,
                (pool, endpoint) ->
                        out.sample(endpoint.counters().connects(), labels(pool, endpoint)));
    }

    private interface Each {
        void take(Pool pool, Endpoint endpoint);
    }

    private static void each(Collection<Pool> pools, Each each) {
        for (Pool pool : pools) {
            pool.endpoints().forEach(endpoint -> each.take(pool, endpoint));
        }
    }

    private static String[] labels(Pool pool, Endpoint endpoint) {
        return new String[] {"pool", pool.name(), "endpoint", endpoint.text()};
    }
}
