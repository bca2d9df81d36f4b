package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.PassiveHealth;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.SelectionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final SelectionPolicy POLICY = new SelectionPolicy.PowerOfTwo();

    private final Pools.Clock clock = new Pools.Clock();
    private final LoopLocal loop = Pools.loop(0);
    private final LoopLocal otherLoop = Pools.loop(1);

    @Test
    void ejectsAfterFiveRefusedConnectionsWhicheverLoopSawThem() {
        Pool pool = pool(PassiveHealth.DEFAULT, 1, 1);
        Endpoint bad = pool.endpoints().getFirst();

        for (int i = 0; i < 4; i++) {
            pool.failed(i % 2 == 0 ? loop : otherLoop, bad, Cause.UPSTREAM_REFUSED);
        }
        assertThat(bad.health()).isInstanceOf(EndpointHealth.Unknown.class);
        pool.failed(loop, bad, Cause.UPSTREAM_REFUSED);

        assertThat(bad.health())
                .isEqualTo(
                        new EndpointHealth.Ejected(
                                Cause.UPSTREAM_REFUSED,
                                clock.now + Duration.ofSeconds(30).toNanos(),
                                clock.instant().plusSeconds(30)));
        for (int i = 0; i < 50; i++) {
            assertThat(pool.pick(loop, null)).isNotSameAs(bad);
        }
    }

    @Test
    void letsAnEjectedEndpointServeAgainAfterItsTime() {
        Pool pool = pool(PassiveHealth.DEFAULT, 1000, 1);
        Endpoint bad = pool.endpoints().getFirst();
        fail(pool, bad, 5);

        clock.advance(Duration.ofSeconds(30));

        assertThat(pool.pick(loop, null)).isSameAs(bad);
        assertThat(pool.view().usable()).isEqualTo(2);
        assertThat(bad.health()).isInstanceOf(EndpointHealth.Unknown.class);
    }

    @Test
    void forgetsFailuresThatAreOlderThanTheWindow() {
        Pool pool = pool(PassiveHealth.DEFAULT, 1, 1);
        Endpoint endpoint = pool.endpoints().getFirst();

        for (int i = 0; i < 20; i++) {
            fail(pool, endpoint, 1);
            clock.advance(Duration.ofMillis(2_600)); // five span more than 10 s
        }

        assertThat(endpoint.health()).isInstanceOf(EndpointHealth.Unknown.class);
    }

    @Test
    void neverEjectsMoreThanItsShareNorTheOnlyEndpoint() {
        Pool four = pool(PassiveHealth.DEFAULT, 1, 1, 1, 1);
        four.endpoints().forEach(endpoint -> fail(four, endpoint, 5));
        assertThat(four.view().usable()).isEqualTo(2);

        Pool one = pool(PassiveHealth.DEFAULT, 1);
        fail(one, one.endpoints().getFirst(), 50);
        assertThat(one.view().usable()).isEqualTo(1);
    }

    @Test
    void neverEjectsTheLastUsableEndpoint() {
        Pool pool = pool(PassiveHealth.DEFAULT, 1, 1);
        pool.apply(pool.endpoints().getLast(), new HealthEvent.Maintain());

        fail(pool, pool.endpoints().getFirst(), 50);

        assertThat(pool.view().usable()).isEqualTo(1);
    }

    @Test
    void countsGatewayAnswersAsFailuresButNoOtherStatusAndNoFaultOfTheClient() {
        Pool pool = pool(PassiveHealth.DEFAULT, 1, 1);
        Endpoint endpoint = pool.endpoints().getFirst();

        for (int i = 0; i < 20; i++) {
            pool.succeeded(loop, endpoint, 500);
            pool.succeeded(loop, endpoint, 404);
            pool.failed(loop, endpoint, Cause.CLIENT_ABORT);
            pool.failed(loop, endpoint, Cause.UPSTREAM_DNS);
        }
        assertThat(endpoint.health()).isInstanceOf(EndpointHealth.Unknown.class);
        for (int status : new int[] {502, 503, 504, 502, 503}) {
            pool.succeeded(loop, endpoint, status);
        }

        assertThat(endpoint.health()).isInstanceOf(EndpointHealth.Ejected.class);
    }

    @Test
    void ejectsNobodyWithoutPassiveHealth() {
        Pool pool = pool(null, 1, 1);

        fail(pool, pool.endpoints().getFirst(), 50);

        assertThat(pool.view().usable()).isEqualTo(2);
    }

    @Test
    void countsAttemptsAndFailuresOfAllLoops() {
        Pool pool = pool(null, 1);
        Endpoint endpoint = pool.endpoints().getFirst();

        endpoint.begin(0);
        endpoint.begin(1);
        endpoint.begin(1);
        endpoint.end(1);
        pool.failed(loop, endpoint, Cause.UPSTREAM_RESET);
        pool.failed(otherLoop, endpoint, Cause.UPSTREAM_RESET);

        EndpointView view = pool.view().endpoints().getFirst();
        assertThat(view.attempts()).isEqualTo(3);
        assertThat(view.inFlight()).isEqualTo(2);
        assertThat(view.failures()).isEqualTo(Map.of(Cause.UPSTREAM_RESET, 2L));
        assertThat(view.address()).isEqualTo("10.0.0.1:3000");
        assertThat(view.resolved()).containsExactly("10.0.0.1 port 3000");
    }

    @Test
    void keepsEndpointsThatStayWithEverythingTheyHave() {
        Pool old = pool(PassiveHealth.DEFAULT, 1, 1);
        Endpoint stays = old.endpoints().getFirst();
        Endpoint leaves = old.endpoints().getLast();
        stays.begin(0);
        old.apply(stays, new HealthEvent.Fell(Cause.UPSTREAM_TIMEOUT, "slow", Instant.EPOCH));
        var next =
                Pools.settings(
                        List.of(Pools.endpoint("10.0.0.9", 3), Pools.endpoint("10.0.0.1", 7)),
                        POLICY,
                        HealthCheck.http("/up"),
                        null);

        Pool adopted = Pool.adopt(old, next);

        assertThat(adopted.endpoints().get(1)).isSameAs(stays);
        assertThat(adopted.view().endpoints().get(1).weight()).isEqualTo(7);
        assertThat(stays.health().word()).isEqualTo("unhealthy");
        assertThat(stays.inFlight()).isEqualTo(1);
        // A plan may be thrown away: nothing that serves has changed yet.
        assertThat(leaves.health().usable(clock.now)).isTrue();
        assertThat(leaves.isGone()).isFalse();

        assertThat(adopted.takeOver(old, Instant.MAX)).containsExactly(leaves);
        assertThat(leaves.health()).isEqualTo(new EndpointHealth.Draining(Instant.MAX));
        assertThat(leaves.isGone()).isTrue();
        assertThat(stays.isGone()).isFalse();
    }

    @Test
    void forgetsWhatChecksSaidWhenChecksAreSwitchedOff() {
        Pool old =
                Pools.pool(
                        Pools.settings(
                                List.of(Pools.endpoint("10.0.0.1", 1)),
                                POLICY,
                                HealthCheck.http("/up"),
                                null),
                        clock);
        Endpoint endpoint = old.endpoints().getFirst();
        old.apply(endpoint, new HealthEvent.Fell(Cause.UPSTREAM_TIMEOUT, "", Instant.EPOCH));

        Pool next = Pool.adopt(old, Pools.settings(POLICY, null, 1));
        next.takeOver(old, Instant.MAX);

        assertThat(next.pick(loop, null)).isSameAs(endpoint);
    }

    @Test
    void holdsRetriesToTheirShareWhenEverythingFails() {
        Pool pool = pool(null, 1, 1);
        int retries = 0;

        for (int i = 0; i < 10_000; i++) {
            clock.advance(Duration.ofMillis(1)); // 1,000 requests a second
            pool.requested(loop);
            retries += pool.takeRetry(loop) ? 1 : 0;
        }

        assertThat(retries).isBetween(1_900, 2_000 + 3 * 10);
    }

    @Test
    void allowsTenRetriesWithinTenSecondsInAQuietPool() {
        Pool pool = pool(null, 1, 1);

        for (int round = 0; round < 3; round++) {
            int retries = 0;
            for (int i = 0; i < 30; i++) {
                retries += pool.takeRetry(loop) ? 1 : 0;
            }
            assertThat(retries).isEqualTo(10);
            clock.advance(Duration.ofSeconds(11));
        }
    }

    @Test
    void movesWhatADyingEndpointHadInFlightOnceBesideTheBudget() {
        Pool pool = pool(null, 1, 1);
        Endpoint dying = pool.endpoints().getFirst();
        for (int i = 0; i < 200; i++) {
            dying.begin(0);
        }

        int moved = 0;
        for (int i = 0; i < 400; i++) {
            moved += pool.takeRetry(loop, dying) ? 1 : 0;
        }

        assertThat(moved).isEqualTo(10 + 200);
    }

    @Test
    void forgetsRequestsOfLongAgoInTheRetryBudget() {
        Pool pool = pool(null, 1, 1);
        for (int i = 0; i < 10_000; i++) {
            pool.requested(loop);
        }
        clock.advance(Duration.ofSeconds(11));

        int retries = 0;
        for (int i = 0; i < 100; i++) {
            retries += pool.takeRetry(loop) ? 1 : 0;
        }

        assertThat(retries).isEqualTo(10);
    }

    private Pool pool(@Nullable PassiveHealth passive, int... weights) {
        PoolSettings settings = Pools.settings(POLICY, passive, weights);
        return Pools.pool(settings, clock);
    }

    private void fail(Pool pool, Endpoint endpoint, int times) {
        for (int i = 0; i < times; i++) {
            pool.failed(loop, endpoint, Cause.UPSTREAM_REFUSED);
        }
    }
}
