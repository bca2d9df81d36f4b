package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.settings.QueueSettings;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that wait for an endpoint (W27). */
class WaitingRequestsTest {
    private static final EndpointSettings WORKER =
            new EndpointSettings(new EndpointAddress.Unix(Path.of("/run/1.sock")), 1);
    private static final EndpointSettings OTHER =
            new EndpointSettings(new EndpointAddress.Unix(Path.of("/run/2.sock")), 1);

    private final EmbeddedChannel driver = new EmbeddedChannel();
    private final EmbeddedChannel otherDriver = new EmbeddedChannel();
    private final LoopLocal loop = loop(0, driver);
    private final LoopLocal otherLoop = loop(1, otherDriver);
    private final Pool pool = pool(new QueueSettings(100, Duration.ofSeconds(10)));
    private final List<String> admitted = new ArrayList<>();

    @BeforeEach
    void freeze() {
        driver.freezeTime();
        otherDriver.freezeTime();
    }

    @Test
    void servesFirstComeFirstServedOnEveryLoopWhenAnEndpointJoins() {
        wait(pool, loop, "a");
        wait(pool, loop, "b");
        wait(pool, otherLoop, "c");
        wait(pool, loop, "d");
        assertThat(pool.waiting()).isEqualTo(4);

        pool.members(List.of(WORKER), Instant.MAX);
        driver.runPendingTasks();
        otherDriver.runPendingTasks();

        assertThat(admitted).containsExactly("a", "b", "d", "c");
        assertThat(pool.waiting()).isZero();
    }

    @Test
    void turnsAwayWhoIsOneTooMany() {
        Pool small = pool(new QueueSettings(2, Duration.ofSeconds(10)));

        assertThat(wait(small, loop, "a")).isNotNull();
        assertThat(wait(small, otherLoop, "b")).isNotNull();
        assertThat(wait(small, loop, "c")).isNull();

        assertThat(small.waiting()).isEqualTo(2);
    }

    @Test
    void forgetsWhoeverLeaves() {
        wait(pool, loop, "first");
        Guest middle = Objects.requireNonNull(wait(pool, loop, "middle"));
        Guest last = Objects.requireNonNull(wait(pool, loop, "last"));
        pool.leaveQueue(loop, middle);
        pool.leaveQueue(loop, last);
        wait(pool, loop, "later");

        pool.members(List.of(WORKER), Instant.MAX);
        driver.runPendingTasks();

        assertThat(admitted).containsExactly("first", "later");
    }

    @Test
    void letsThemGoInBatchesSoThatAFreshWorkerCanAcceptThem() {
        for (int i = 0; i < 50; i++) {
            wait(pool, loop, "" + i);
        }

        pool.members(List.of(WORKER), Instant.MAX);
        driver.runPendingTasks();

        assertThat(admitted).hasSize(WaitingLine.BATCH);
        driver.advanceTimeBy(5, TimeUnit.MILLISECONDS);
        driver.runScheduledPendingTasks();
        assertThat(admitted).hasSize(50);
    }

    @Test
    void servesWhenAnEndpointIsHealthyAgain() {
        pool.members(List.of(WORKER), Instant.MAX);
        Endpoint endpoint = pool.endpoints().getFirst();
        pool.apply(endpoint, new HealthEvent.Maintain());
        assertThat(pool.pick(loop, null)).isNull();
        wait(pool, loop, "a");

        pool.apply(endpoint, new HealthEvent.Resume());
        driver.runPendingTasks();

        assertThat(admitted).containsExactly("a");
    }

    @Test
    void leavesTheEndpointThatJustFailedAloneUntilThereIsNews() {
        pool.members(List.of(WORKER), Instant.MAX);
        Guest guest = new Guest(pool, loop, "a");
        pool.queue(loop, guest, true);
        driver.runPendingTasks();
        assertThat(admitted).isEmpty();

        pool.members(List.of(WORKER, OTHER), Instant.MAX);
        driver.runPendingTasks();

        assertThat(admitted).containsExactly("a");
    }

    @Test
    void goOnWaitingOverAReload() {
        wait(pool, loop, "a");
        Pool next =
                Pool.adopt(
                        pool,
                        PoolSettings.live("shop", new QueueSettings(5, Duration.ofSeconds(1))));
        next.takeOver(pool, Instant.MAX);
        assertThat(next.waiting()).isEqualTo(1);

        next.members(List.of(WORKER), Instant.MAX);
        driver.runPendingTasks();

        assertThat(admitted).containsExactly("a");
    }

    @Test
    void goOnWaitingWhenAReloadNamesAnEndpointThatServes() {
        PoolSettings dead =
                PoolSettings.of("db", List.of(WORKER)).with(false, pool.settings().queue());
        Pool old = new Pool(dead, List.of(loop, otherLoop));
        old.apply(old.endpoints().getFirst(), new HealthEvent.Maintain());
        wait(old, loop, "a");

        Pool next = Pool.adopt(old, PoolSettings.of("db", List.of(OTHER)));
        next.takeOver(old, Instant.MAX);
        driver.runPendingTasks();

        assertThat(admitted).containsExactly("a");
    }

    private Pool pool(QueueSettings queue) {
        return new Pool(PoolSettings.live("shop", queue), List.of(loop, otherLoop));
    }

    private @Nullable Guest wait(Pool where, LoopLocal on, String name) {
        var guest = new Guest(where, on, name);
        return where.queue(on, guest, false) ? guest : null;
    }

    private static LoopLocal loop(int index, EmbeddedChannel driver) {
        return new LoopLocal(
                index, driver.eventLoop(), InstantSource.system(), new Random(Pools.SEED));
    }

    private final class Guest extends Waiter {
        private final Pool where;
        private final LoopLocal on;
        private final String name;

        Guest(Pool where, LoopLocal on, String name) {
            this.where = where;
            this.on = on;
            this.name = name;
        }

        @Override
        protected @Nullable Endpoint pick() {
            return where.pick(on, null);
        }

        @Override
        protected void admitted(Endpoint endpoint) {
            admitted.add(name);
        }
    }
}
