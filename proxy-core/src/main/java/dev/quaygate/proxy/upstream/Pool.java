package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PassiveHealth;
import dev.quaygate.proxy.settings.PoolSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoints that answer alike, with their health and the way one is picked. Keeps its identity over
 * reloads that do not change it; a changed one adopts the endpoints that stay.
 */
public final class Pool {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final PoolSettings settings;
    private final int loops;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final List<Endpoint> endpoints;
    private final Candidates candidates;
    private final Balancer balancer;
    private final RetryBudget retries;
    private final Ejection ejection;

    /** A pool of new endpoints; {@code loops} is the number of event loops. */
    public Pool(PoolSettings settings, int loops) {
        this(settings, loops, InstantSource.system(), System::nanoTime);
    }

    Pool(PoolSettings settings, int loops, InstantSource clock, LongSupplier nanoTime) {
        this(settings, loops, clock, nanoTime, Map.of(), new RetryBudget(loops));
    }

    private Pool(
            PoolSettings settings,
            int loops,
            InstantSource clock,
            LongSupplier nanoTime,
            Map<EndpointAddress, Endpoint> known,
            RetryBudget retries) {
        this.settings = settings;
        this.loops = loops;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.retries = retries;
        var all = new ArrayList<Endpoint>();
        for (var endpoint : settings.endpoints()) {
            Endpoint stays = known.get(endpoint.address());
            all.add(stays == null ? new Endpoint(endpoint.address(), loops) : stays);
        }
        this.endpoints = List.copyOf(all);
        this.candidates =
                new Candidates(
                        endpoints,
                        settings.endpoints().stream()
                                .mapToInt(PoolSettings.EndpointSettings::weight)
                                .toArray());
        this.balancer = Balancer.of(settings.selection(), candidates, loops);
        this.ejection = new Ejection(endpoints);
    }

    /**
     * The pool for changed settings. Endpoints whose address stays are the very same objects, with
     * their health, connections and counters. Changes nothing that serves, so a plan may call it;
     * call {@link #takeOver} when the new pool is in use. Any thread.
     */
    public static Pool adopt(Pool old, PoolSettings settings) {
        var known = new HashMap<EndpointAddress, Endpoint>();
        old.endpoints.forEach(endpoint -> known.put(endpoint.address(), endpoint));
        return new Pool(settings, old.loops, old.clock, old.nanoTime, known, old.retries);
    }

    /**
     * Ends the time of {@code old}, which this pool was adopted from: endpoints that left get no
     * more requests, keep no connection and are returned. Any thread.
     *
     * @param deadline when requests on them are cut
     */
    public List<Endpoint> takeOver(Pool old, Instant deadline) {
        var left = new ArrayList<>(old.endpoints);
        left.removeAll(endpoints);
        for (Endpoint endpoint : left) {
            old.apply(endpoint, new HealthEvent.Drain(deadline));
            endpoint.gone(true);
        }
        if (settings.health() == null) {
            endpoints.forEach(endpoint -> apply(endpoint, new HealthEvent.ChecksOff()));
        }
        return List.copyOf(left);
    }

    /** Drains every endpoint, as when the pool itself is removed. Any thread. */
    public void retire(Instant deadline) {
        for (Endpoint endpoint : endpoints) {
            apply(endpoint, new HealthEvent.Drain(deadline));
            endpoint.gone(true);
        }
    }

    public String name() {
        return settings.name();
    }

    public PoolSettings settings() {
        return settings;
    }

    /** In the order of the settings. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** The endpoint with that address as users write it. */
    public Optional<Endpoint> endpoint(String text) {
        return endpoints.stream().filter(endpoint -> endpoint.text().equals(text)).findFirst();
    }

    /**
     * Picks an endpoint for a request on {@code loop}.
     *
     * @param exclude the endpoint that just failed this request, picked again only if there is no
     *     other; or null
     * @return null if none may be used ({@code no_endpoint})
     */
    public @Nullable Endpoint pick(LoopLocal loop, @Nullable Endpoint exclude) {
        long now = nanoTime.getAsLong();
        for (Candidates.Level level : Candidates.LEVELS) {
            int picked = balancer.pick(loop, now, exclude, level);
            if (picked != Balancer.NONE) {
                return candidates.endpoint(picked);
            }
        }
        return null;
    }

    /** Counts a request, so that the retry budget knows its share. Loop thread only. */
    public void requested(LoopLocal loop) {
        retries.requested(loop.index, nanoTime.getAsLong());
    }

    /** Takes one retry from the budget; false if it is used up. Loop thread only. */
    public boolean takeRetry(LoopLocal loop) {
        return retries.take(loop.index, nanoTime.getAsLong(), settings.retry().budgetPercent());
    }

    /**
     * An answer came from {@code endpoint} (5xx are failures for passive health only if they are
     * 502, 503 or 504). Loop thread only.
     */
    public void succeeded(LoopLocal loop, Endpoint endpoint, int status) {
        if (status >= 502 && status <= 504) {
            mayEject(endpoint, Cause.UPSTREAM_ANSWER);
        }
    }

    /** A try on {@code endpoint} failed. Loop thread only. */
    public void failed(LoopLocal loop, Endpoint endpoint, Cause cause) {
        endpoint.counters().failures().count(loop.index, cause);
        if (Ejection.blames(cause)) {
            mayEject(endpoint, cause);
        }
    }

    /** Applies an event of checks or of an operator and logs a change. Any thread. */
    public void apply(Endpoint endpoint, HealthEvent event) {
        EndpointHealth before = endpoint.apply(event);
        EndpointHealth after = before.after(event);
        if (!before.word().equals(after.word())) {
            LOG.info(
                    "endpoint.health pool={} endpoint={} from={} to={} why=\"{}\"",
                    name(),
                    endpoint.text(),
                    before.word(),
                    after.word(),
                    event.words());
        }
    }

    /** What the admin API shows. Any thread. */
    public PoolView view() {
        long now = nanoTime.getAsLong();
        var views = new ArrayList<EndpointView>();
        int usable = 0;
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            apply(endpoint, new HealthEvent.TimePassed(now));
            usable += endpoint.usable(now) ? 1 : 0;
            views.add(EndpointView.of(endpoint, candidates.weight(i)));
        }
        return new PoolView(name(), PoolView.word(settings.selection()), usable, views);
    }

    /** Time on the scale of this pool's ejections. */
    long nanoTime() {
        return nanoTime.getAsLong();
    }

    private void mayEject(Endpoint endpoint, Cause cause) {
        PassiveHealth passive = settings.passive();
        if (passive == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (endpoint.failing(passive.errors(), now, passive.window().toNanos())) {
            var event =
                    new HealthEvent.Failing(
                            cause,
                            now + passive.eject().toNanos(),
                            clock.instant().plus(passive.eject()));
            if (ejection.admits(endpoint, now, passive.maxEjectedPercent())) {
                apply(endpoint, event);
                endpoint.forgetFailures();
                ejection.done();
            }
        }
    }
}
