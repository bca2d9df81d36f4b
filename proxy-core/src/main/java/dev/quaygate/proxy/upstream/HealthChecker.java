package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.HealthCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Checks every endpoint of pools that have a health check: at once when it joins, then every
 * interval plus or minus 10 %, so that many proxies do not check in step. Any thread.
 */
public final class HealthChecker implements AutoCloseable {
    private final HealthProbe probe;
    private final RandomGenerator random;
    private final EndpointTasks tasks = new EndpointTasks("health");

    /** A checker over real sockets that checks nothing yet. */
    public HealthChecker(InstantSource clock, RandomGenerator random) {
        this(new SocketProbe(clock), random);
    }

    HealthChecker(HealthProbe probe, RandomGenerator random) {
        this.probe = probe;
        this.random = random;
    }

    /** Checks the endpoints of exactly these pools from now on; checks that stay go on. */
    public synchronized void apply(Collection<Pool> pools) {
        Map<Endpoint, EndpointTasks.Task> wanted = new HashMap<>();
        for (Pool pool : pools) {
            HealthCheck check = pool.settings().health();
            if (check == null) {
                continue;
            }
            for (Endpoint endpoint : pool.endpoints()) {
                wanted.put(endpoint, task(pool, endpoint, check));
            }
        }
        tasks.apply(wanted);
    }

    /** Checks this endpoint now, as when its worker says that it is ready. */
    public void kick(Endpoint endpoint) {
        tasks.kick(endpoint);
    }

    /** Ends all checks. */
    @Override
    public void close() {
        tasks.close();
    }

    private EndpointTasks.Task task(Pool pool, Endpoint endpoint, HealthCheck check) {
        var jitter = new SplittableRandom(random.nextLong());
        return new EndpointTasks.Task(
                check,
                () -> {
                    check(pool, endpoint, check);
                    return Duration.ofNanos(varied(check.every().toNanos(), jitter));
                });
    }

    private void check(Pool pool, Endpoint endpoint, HealthCheck check) {
        CheckResult result = probe.probe(endpoint, check);
        if (Thread.currentThread().isInterrupted()) {
            return; // stopped in the middle: the result says nothing about the endpoint
        }
        HealthEvent event = endpoint.checks().add(result, check);
        if (event != null) {
            pool.apply(endpoint, new HealthEvent.TimePassed(pool.nanoTime()));
            pool.apply(endpoint, event);
        }
    }

    static long varied(long nanos, RandomGenerator random) {
        return (long) (nanos * (0.9 + 0.2 * random.nextDouble()));
    }
}
