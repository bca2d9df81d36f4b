package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.PassiveHealth;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.SelectionPolicy;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Pools of endpoints 10.0.0.1, 10.0.0.2 … with a clock in the test's hand. */
final class Pools {
    static final long SEED = 20_261_124;

    /** Nanoseconds; tests move it. */
    static final class Clock {
        long now = 1_000_000_000_000L;

        void advance(java.time.Duration by) {
            now += by.toNanos();
        }

        Instant instant() {
            return Instant.ofEpochSecond(0, now);
        }
    }

    private Pools() {}

    static Pool pool(SelectionPolicy policy, int... weights) {
        return pool(settings(policy, null, weights), new Clock());
    }

    static Pool pool(PoolSettings settings, Clock clock) {
        return new Pool(
                settings,
                List.of(loop(0), loop(1)),
                (InstantSource) clock::instant,
                () -> clock.now);
    }

    static PoolSettings settings(
            SelectionPolicy policy, @Nullable PassiveHealth passive, int... weights) {
        var endpoints = new ArrayList<PoolSettings.EndpointSettings>();
        for (int i = 0; i < weights.length; i++) {
            endpoints.add(endpoint("10.0.0." + (i + 1), weights[i]));
        }
        return settings(endpoints, policy, null, passive);
    }

    static PoolSettings settings(
            List<PoolSettings.EndpointSettings> endpoints,
            SelectionPolicy policy,
            @Nullable HealthCheck health,
            @Nullable PassiveHealth passive) {
        PoolSettings defaults = PoolSettings.of("shop", endpoints);
        return new PoolSettings(
                "shop",
                endpoints,
                policy,
                health,
                passive,
                defaults.connections(),
                defaults.retry(),
                defaults.hostHeader(),
                defaults.dns());
    }

    static PoolSettings.EndpointSettings endpoint(String host, int weight) {
        return new PoolSettings.EndpointSettings(new EndpointAddress.Tcp(host, 3000), weight);
    }

    /** A loop without a thread: the test is the loop. */
    static LoopLocal loop(int index) {
        return new LoopLocal(
                index,
                new EmbeddedChannel().eventLoop(),
                InstantSource.system(),
                new Random(SEED + index));
    }
}
