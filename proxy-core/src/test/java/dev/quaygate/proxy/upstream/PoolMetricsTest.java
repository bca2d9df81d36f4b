package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.observe.MetricsText;
import dev.quaygate.proxy.settings.SelectionPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolMetricsTest {
    @Test
    void showsEveryEndpointByPoolAndAddress() {
        Pool pool = Pools.pool(new SelectionPolicy.RoundRobin(), 1, 1);
        Endpoint one = pool.endpoints().getFirst();
        one.begin(0);
        one.begin(1);
        one.end(1);
        one.connected(1, 3_000_000);
        pool.failed(Pools.loop(1), one, Cause.UPSTREAM_RESET);
        pool.apply(pool.endpoints().getLast(), new HealthEvent.Maintain());

        String text = new MetricsText(List.of(new PoolMetrics(() -> List.of(pool), true))).render();

        String first = "{pool=\"shop\",endpoint=\"10.0.0.1:3000\"";
        assertThat(text.lines())
                .contains(
                        "quaygate_pool_endpoint_up" + first + "} 1",
                        "quaygate_pool_endpoint_up{pool=\"shop\",endpoint=\"10.0.0.2:3000\"} 0",
                        "quaygate_pool_requests_in_flight" + first + "} 1",
                        "quaygate_pool_attempts_total" + first + "} 2",
                        "quaygate_pool_failures_total" + first + ",cause=\"upstream_reset\"} 1",
                        "quaygate_pool_connect_seconds_count" + first + "} 1",
                        "quaygate_pool_connect_seconds_bucket" + first + ",le=\"0.002\"} 0",
                        "quaygate_pool_connect_seconds_bucket" + first + ",le=\"0.005\"} 1");
    }

    @Test
    void neverFallsWhenAReloadChangesThePool() {
        Pool old = Pools.pool(new SelectionPolicy.RoundRobin(), 1);
        old.endpoints().getFirst().begin(0);
        Pool next = Pool.adopt(old, Pools.settings(new SelectionPolicy.PowerOfTwo(), null, 1, 1));
        next.takeOver(old, java.time.Instant.MAX);

        String text = new MetricsText(List.of(new PoolMetrics(() -> List.of(next), true))).render();

        assertThat(text.lines())
                .contains(
                        "quaygate_pool_attempts_total{pool=\"shop\",endpoint=\"10.0.0.1:3000\"} 1");
    }

    @Test
    void addsGaugesUpByPoolWhenEndpointsHaveNoSeries() {
        Pool pool = Pools.pool(new SelectionPolicy.RoundRobin(), 1, 1, 1);
        pool.endpoints().getFirst().begin(0);
        pool.endpoints().getLast().begin(1);
        pool.apply(pool.endpoints().getLast(), new HealthEvent.Maintain());

        String text =
                new MetricsText(List.of(new PoolMetrics(() -> List.of(pool), false))).render();

        assertThat(text.lines())
                .contains(
                        "quaygate_pool_endpoint_up{pool=\"shop\"} 2",
                        "quaygate_pool_requests_in_flight{pool=\"shop\"} 2",
                        "quaygate_pool_queue_length{pool=\"shop\"} 0");
        assertThat(text).doesNotContain("endpoint=");
    }
}
