package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.settings.SelectionPolicy;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints that come and go without a reload (W5, W6, W14, W22). */
class LivePoolTest {
    private static final EndpointSettings ONE = worker(1);
    private static final EndpointSettings TWO = worker(2);
    private static final EndpointSettings THREE = worker(3);

    private final EmbeddedChannel driver = new EmbeddedChannel();
    private final LoopLocal loop =
            new LoopLocal(0, driver.eventLoop(), InstantSource.system(), new Random(Pools.SEED));
    private final Pools.Clock clock = new Pools.Clock();
    private final Pool pool =
            new Pool(
                    PoolSettings.live("shop", null),
                    List.of(loop),
                    clock::instant,
                    () -> clock.now);

    @BeforeEach
    void freeze() {
        driver.freezeTime();
    }

    @Test
    void hasNobodyUntilItIsTold() {
        assertThat(pool.pick(loop, null)).isNull();

        pool.members(List.of(ONE), deadline());

        assertThat(pool.pick(loop, null)).isNotNull();
        assertThat(pool.endpoints()).hasSize(1);
    }

    @Test
    void keepsTheEndpointThatStaysAndPicksNoneThatLeft() {
        pool.members(List.of(ONE, TWO), deadline());
        Endpoint stays = pool.endpoints().getLast();
        Endpoint leaves = pool.endpoints().getFirst();

        pool.members(List.of(TWO, THREE), deadline());

        assertThat(pool.endpoints().getFirst()).isSameAs(stays);
        assertThat(leaves.isGone()).isTrue();
        assertThat(leaves.health()).isEqualTo(new EndpointHealth.Draining(deadline()));
        for (int i = 0; i < 100; i++) {
            assertThat(pool.pick(loop, null)).isNotSameAs(leaves);
        }
    }

    @Test
    void countsRequestsOfAnEndpointThatLeftUntilTheyHaveEnded() {
        pool.members(List.of(ONE), deadline());
        Endpoint leaves = pool.endpoints().getFirst();
        leaves.begin(0);
        leaves.begin(0);
        leaves.end(0);

        pool.members(List.of(), deadline());
        driver.runPendingTasks();

        assertThat(pool.inFlight(ONE.address())).isEqualTo(1);
        assertThat(pool.completed(ONE.address())).isEqualTo(1);
        leaves.end(0);
        assertThat(pool.inFlight(ONE.address())).isZero();
    }

    @Test
    void isNotAtRestBeforeEveryLoopHasSeenTheChange() {
        pool.members(List.of(ONE), deadline());

        pool.members(List.of(), deadline());

        // A loop may have picked it a moment ago and be about to begin.
        assertThat(pool.inFlight(ONE.address())).isEqualTo(1);
        driver.runPendingTasks();
        assertThat(pool.inFlight(ONE.address())).isZero();
    }

    @Test
    void startsTheCountAnewForAnAddressThatJoinsAgain() {
        pool.members(List.of(ONE), deadline());
        Endpoint first = pool.endpoints().getFirst();
        first.begin(0);
        first.end(0);
        pool.members(List.of(), deadline());
        driver.runPendingTasks();

        pool.members(List.of(ONE), deadline());

        assertThat(pool.endpoints().getFirst()).isNotSameAs(first);
        assertThat(pool.completed(ONE.address())).isZero();
        assertThat(pool.pick(loop, null)).isSameAs(pool.endpoints().getFirst());
    }

    @Test
    void keepsItsEndpointsOverAReloadThatChangesItsSettings() {
        pool.members(List.of(ONE, TWO), deadline());
        pool.unavailable("starting");
        PoolSettings changed =
                new PoolSettings(
                                "shop",
                                List.of(THREE),
                                new SelectionPolicy.LeastRequests(),
                                null,
                                null,
                                PoolSettings.Connections.DEFAULT,
                                pool.settings().retry(),
                                PoolSettings.HostHeader.PRESERVE,
                                PoolSettings.Dns.DEFAULT)
                        .with(true, null);

        Pool next = Pool.adopt(pool, changed);
        // The worker's end is known between plan and swap, and told to the old pool.
        pool.members(List.of(TWO), deadline());
        assertThat(next.takeOver(pool, deadline())).isEmpty();

        assertThat(next.endpoints()).extracting(Endpoint::address).containsExactly(TWO.address());
        assertThat(next.unavailable()).isEqualTo("starting");
        next.members(List.of(THREE), deadline());
        // Who still has the old pool in hand finds today's endpoints.
        assertThat(pool.pick(loop, null)).isSameAs(next.endpoints().getFirst());
    }

    @Test
    void becomesAnOrdinaryPoolWithTheEndpointsOfTheFile() {
        pool.members(List.of(ONE, TWO), deadline());
        Endpoint stays = pool.endpoints().getFirst();

        Pool next = Pool.adopt(pool, PoolSettings.of("shop", List.of(ONE, THREE)));
        List<Endpoint> left = next.takeOver(pool, deadline());

        assertThat(next.endpoints().getFirst()).isSameAs(stays);
        assertThat(left).extracting(Endpoint::address).containsExactly(TWO.address());
        assertThatThrownBy(() -> next.members(List.of(), deadline()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesNamesAndDoubles() {
        var name = new EndpointSettings(new EndpointAddress.Tcp("a.example", 1), 1);

        assertThatThrownBy(() -> pool.members(List.of(name), deadline()))
                .hasMessage("a.example:1 is a name, not an address");
        assertThatThrownBy(() -> pool.members(List.of(ONE, ONE), deadline()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(pool.endpoints()).isEmpty();
    }

    private Instant deadline() {
        return clock.instant().plusSeconds(30);
    }

    private static EndpointSettings worker(int number) {
        return new EndpointSettings(
                new EndpointAddress.Unix(Path.of("/run/" + number + ".sock")), 1);
    }
}
