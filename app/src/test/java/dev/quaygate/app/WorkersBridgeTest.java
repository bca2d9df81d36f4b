package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.QueueSettings;
import dev.quaygate.proxy.upstream.EndpointView;
import dev.quaygate.proxy.upstream.Pool;
import dev.quaygate.workers.WorkerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Guards W5: workers that are ready are the endpoints of the app's pool. */
final class WorkersBridgeTest {
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Map<String, Pool> pools = new HashMap<>();
    private final WorkersBridge bridge =
            new WorkersBridge(name -> Optional.ofNullable(pools.get(name)), InstantSource.system());

    @Test
    void readyWorkersAreTheEndpoints() {
        Pool pool = pool("shop");

        bridge.serve(
                "shop",
                List.of(
                        new WorkerAddress.Socket(Path.of("/run/shop/1.sock")),
                        new WorkerAddress.Port(20_001)),
                DRAIN);

        assertThat(addresses(pool)).containsExactly("unix:/run/shop/1.sock", "127.0.0.1:20001");

        bridge.serve("shop", List.of(), DRAIN);

        assertThat(pool.view().usable()).isZero();
    }

    @Test
    void whyNobodyIsReadyIsToldInOneShortPrintableLine() {
        Pool pool = pool("shop");

        bridge.unavailable("shop", "exit 1\u001b[31m\r\nSet-Cookie: x" + "y".repeat(500));

        assertThat(pool.unavailable()).startsWith("exit 1?[31m??Set-Cookie").hasSize(200);
    }

    @Test
    void poolThatLeftTheConfigurationStillTellsWhatIsInFlight() {
        pool("shop");
        var worker = new WorkerAddress.Port(20_001);
        bridge.serve("shop", List.of(worker), DRAIN);
        pools.clear();

        assertThat(bridge.inFlight("shop", worker)).isZero();
        assertThat(bridge.completed("shop", worker)).isZero();
        assertThat(bridge.queued("shop")).isZero();
        assertThat(bridge.inFlight("never", worker)).isZero();
    }

    private Pool pool(String name) {
        Pool pool = new Pool(PoolSettings.live(name, QueueSettings.OF_APPS), List.of());
        pools.put(name, pool);
        return pool;
    }

    private static List<String> addresses(Pool pool) {
        return pool.view().endpoints().stream().map(EndpointView::address).toList();
    }
}
