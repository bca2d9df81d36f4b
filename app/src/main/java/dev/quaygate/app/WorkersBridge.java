package dev.quaygate.app;

import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.upstream.Pool;
import dev.quaygate.workers.Traffic;
import dev.quaygate.workers.WorkerAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Makes workers that are ready the endpoints of their app's pool, and tells the supervisor what is
 * in flight on them. Any thread.
 */
final class WorkersBridge implements Traffic {
    /** A detail of an answer is short and printable. */
    private static final int DETAIL = 200;

    private final Function<String, Optional<Pool>> pools;
    private final InstantSource clock;

    /** Outlives the pool in the configuration: what is in flight there still counts. */
    private final Map<String, Pool> known = new ConcurrentHashMap<>();

    /**
     * @param pools the live pool of an app, if the configuration in force has one
     */
    WorkersBridge(Function<String, Optional<Pool>> pools, InstantSource clock) {
        this.pools = pools;
        this.clock = clock;
    }

    @Override
    public void serve(String app, List<WorkerAddress> ready, Duration drain) {
        List<EndpointSettings> endpoints =
                ready.stream().map(worker -> new EndpointSettings(address(worker), 1)).toList();
        pool(app).ifPresent(pool -> pool.members(endpoints, clock.instant().plus(drain)));
    }

    @Override
    public void unavailable(String app, String why) {
        pool(app).ifPresent(pool -> pool.unavailable(detail(why)));
    }

    @Override
    public void closed(String app, String why) {
        pool(app).ifPresent(pool -> pool.closed(detail(why)));
    }

    @Override
    public int inFlight(String app, WorkerAddress worker) {
        return pool(app).map(pool -> pool.inFlight(address(worker))).orElse(0);
    }

    @Override
    public long completed(String app, WorkerAddress worker) {
        return pool(app).map(pool -> pool.completed(address(worker))).orElse(0L);
    }

    @Override
    public int queued(String app) {
        return pool(app).map(Pool::waiting).orElse(0);
    }

    private Optional<Pool> pool(String app) {
        Optional<Pool> now = pools.apply(app).filter(pool -> pool.settings().live());
        now.ifPresent(pool -> known.put(app, pool));
        return now.or(() -> Optional.ofNullable(known.get(app)));
    }

    static EndpointAddress address(WorkerAddress worker) {
        return switch (worker) {
            case WorkerAddress.Socket(var path) -> new EndpointAddress.Unix(path);
            case WorkerAddress.Port(int port) -> new EndpointAddress.Tcp("127.0.0.1", port);
        };
    }

    /** Lines of workers come in here: nothing of them may end up in a header as it is. */
    private static String detail(String why) {
        String printable = why.replaceAll("[^ -~]", "?");
        return printable.length() > DETAIL ? printable.substring(0, DETAIL) : printable;
    }
}
