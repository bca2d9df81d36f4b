package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.SelectionPolicy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws come from a fixed seed, {@link Pools#SEED}. */
class BalancerTest {
    private final LoopLocal loop = Pools.loop(0);

    static Stream<SelectionPolicy> policies() {
        return Stream.of(
                new SelectionPolicy.PowerOfTwo(),
                new SelectionPolicy.RoundRobin(),
                new SelectionPolicy.LeastRequests());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void sharesAnIdlePoolByWeight(SelectionPolicy policy) {
        Pool pool = Pools.pool(policy, 1, 2, 5);

        int[] picks = pick(pool, 8_000, false);

        assertThat(picks[0]).as("seed %d", Pools.SEED).isBetween(900, 1_100);
        assertThat(picks[1]).isBetween(1_850, 2_150);
        assertThat(picks[2]).isBetween(4_800, 5_200);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void skipsWhatIsOutAndTheOneThatJustFailed(SelectionPolicy policy) {
        Pool pool = Pools.pool(policy, 1, 100, 1);
        List<Endpoint> all = pool.endpoints();
        pool.apply(all.get(1), new HealthEvent.Maintain());

        for (int i = 0; i < 200; i++) {
            assertThat(pool.pick(loop, all.get(0))).isSameAs(all.get(2));
        }
        pool.apply(all.get(2), new HealthEvent.Drain(Instant.EPOCH));
        assertThat(pool.pick(loop, all.get(0))).isSameAs(all.get(0));
        pool.apply(all.get(0), new HealthEvent.Maintain());
        assertThat(pool.pick(loop, null)).isNull();
        pool.apply(all.get(1), new HealthEvent.Resume());
        assertThat(pool.pick(loop, null)).isSameAs(all.get(1));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void takesAnUnresolvedEndpointOnlyIfThereIsNoOther(SelectionPolicy policy) {
        var settings =
                Pools.settings(
                        List.of(Pools.endpoint("no.such.name", 100), Pools.endpoint("10.0.0.1", 1)),
                        policy,
                        null,
                        null);
        Pool pool = Pools.pool(settings, new Pools.Clock());
        Endpoint unresolved = pool.endpoints().get(0);
        Endpoint resolved = pool.endpoints().get(1);

        for (int i = 0; i < 200; i++) {
            assertThat(pool.pick(loop, null)).isSameAs(resolved);
        }
        assertThat(pool.pick(loop, resolved)).isSameAs(resolved);
        pool.apply(resolved, new HealthEvent.Maintain());
        assertThat(pool.pick(loop, null)).isSameAs(unresolved);
    }

    @ParameterizedTest
    @MethodSource("loadAware")
    void givesATenTimesSlowerEndpointLessThanAThird(SelectionPolicy policy) {
        Pool pool = Pools.pool(policy, 1, 1);
        Endpoint slow = pool.endpoints().getFirst();
        var slowEnds = new ArrayDeque<Integer>();
        var fastEnds = new ArrayDeque<Integer>();
        int slowPicks = 0;

        for (int tick = 0; tick < 5_000; tick++) {
            endDue(slowEnds, slow, tick);
            endDue(fastEnds, pool.endpoints().getLast(), tick);
            Endpoint picked = Objects.requireNonNull(pool.pick(loop, null));
            picked.begin(0);
            boolean isSlow = picked == slow;
            slowPicks += isSlow ? 1 : 0;
            (isSlow ? slowEnds : fastEnds).add(tick + (isSlow ? 50 : 5));
        }

        assertThat(slowPicks).as("seed %d", Pools.SEED).isBetween(1, 5_000 / 3);
    }

    static Stream<SelectionPolicy> loadAware() {
        return Stream.of(new SelectionPolicy.PowerOfTwo(), new SelectionPolicy.LeastRequests());
    }

    @Test
    void powerOfTwoDoesNotRushToAnEndpointThatJustJoined() {
        Pool pool = Pools.pool(new SelectionPolicy.PowerOfTwo(), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        pool.endpoints().subList(0, 9).forEach(endpoint -> beginMany(endpoint, 50));

        int[] picks = pick(pool, 200, true);

        // It is one of the two drawn in 2 of 10 picks.
        assertThat(picks[9]).as("seed %d", Pools.SEED).isBetween(20, 60);
    }

    @Test
    void roundRobinSpreadsTheTurnsOfAHeavyEndpoint() {
        Pool pool = Pools.pool(new SelectionPolicy.RoundRobin(), 5, 1, 1);
        var turns = new StringBuilder();

        for (int i = 0; i < 14; i++) {
            turns.append(pool.endpoints().indexOf(Objects.requireNonNull(pool.pick(loop, null))));
        }

        assertThat(turns).hasToString("0010200" + "0010200");
    }

    @Test
    void roundRobinOfAnotherLoopStartsElsewhere() {
        Pool pool = Pools.pool(new SelectionPolicy.RoundRobin(), 1, 1);

        assertThat(pool.pick(loop, null)).isNotSameAs(pool.pick(Pools.loop(1), null));
    }

    private static void endDue(ArrayDeque<Integer> ends, Endpoint endpoint, int tick) {
        while (!ends.isEmpty() && ends.getFirst() <= tick) {
            ends.removeFirst();
            endpoint.end(0);
        }
    }

    private static void beginMany(Endpoint endpoint, int requests) {
        for (int i = 0; i < requests; i++) {
            endpoint.begin(1);
        }
    }

    private int[] pick(Pool pool, int times, boolean begin) {
        int[] picks = new int[pool.endpoints().size()];
        for (int i = 0; i < times; i++) {
            Endpoint picked = Objects.requireNonNull(pool.pick(loop, null));
            picks[pool.endpoints().indexOf(picked)]++;
            if (begin) {
                picked.begin(0);
            }
        }
        return picks;
    }
}
