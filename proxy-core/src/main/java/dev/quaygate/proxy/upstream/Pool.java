package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PassiveHealth;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.settings.QueueSettings;
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
 * reloads that do not change it; a changed one adopts the endpoints that stay. The endpoints of a
 * live pool come and go while it serves ({@link #members}), and reloads leave them alone.
 */
public final class Pool {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final PoolSettings settings;
    private final List<LoopLocal> loops;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Membership membership;
    private final RetryBudget retries;
    private final WaitingRequests waiting;

    /** A pool of new endpoints that serves these event loops. */
    public Pool(PoolSettings settings, List<LoopLocal> loops) {
        this(settings, loops, InstantSource.system(), System::nanoTime);
    }

    Pool(PoolSettings settings, List<LoopLocal> loops, InstantSource clock, LongSupplier nanoTime) {
        this(
                settings,
                loops,
                clock,
                nanoTime,
                membership(settings, Map.of(), loops.size()),
                new RetryBudget(loops.size()),
                new WaitingRequests(loops));
    }

    private Pool(
            PoolSettings settings,
            List<LoopLocal> loops,
            InstantSource clock,
            LongSupplier nanoTime,
            Membership membership,
            RetryBudget retries,
            WaitingRequests waiting) {
        this.settings = settings;
        this.loops = List.copyOf(loops);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.membership = membership;
        this.retries = retries;
        this.waiting = waiting;
    }

    private static Membership membership(
            PoolSettings settings, Map<EndpointAddress, Endpoint> known, int loops) {
        return new Membership(settings.endpoints(), known, settings.selection(), loops);
    }

    /**
     * The pool for changed settings. Endpoints whose address stays are the very same objects, with
     * their health, connections and counters; a live pool keeps all it has, whatever its settings
     * say. Changes nothing that serves, so a plan may call it; call {@link #takeOver} when the new
     * pool is in use. Any thread.
     */
    public static Pool adopt(Pool old, PoolSettings settings) {
        var known = new HashMap<EndpointAddress, Endpoint>();
        old.endpoints().forEach(endpoint -> known.put(endpoint.address(), endpoint));
        Membership membership =
                settings.live() && old.settings.live()
                        ? old.membership
                        : membership(settings, known, old.loops.size());
        return new Pool(
                settings, old.loops, old.clock, old.nanoTime, membership, old.retries, old.waiting);
    }

    /**
     * Ends the time of {@code old}, which this pool was adopted from: endpoints that left get no
     * more requests, keep no connection and are returned. Any thread but an event loop.
     *
     * @param deadline when requests on them are cut
     */
    public List<Endpoint> takeOver(Pool old, Instant deadline) {
        if (old.membership == membership) {
            membership.policy(settings.selection());
            waiting.wake();
            return List.of();
        }
        List<Membership.Leaving> left = old.membership.endInFavourOf(membership);
        left.forEach(one -> leave(one, deadline, Cause.RELOAD_CUT));
        if (settings.health() == null) {
            endpoints().forEach(endpoint -> apply(endpoint, new HealthEvent.ChecksOff()));
        }
        waiting.wake();
        return left.stream().map(Membership.Leaving::endpoint).toList();
    }

    /**
     * Drains every endpoint, as when the pool itself is removed; gives them. Any thread but an
     * event loop.
     *
     * @param deadline when requests on them are cut
     */
    public List<Endpoint> retire(Instant deadline) {
        List<Membership.Leaving> left = membership.clear(settings.selection());
        left.forEach(one -> leave(one, deadline, Cause.RELOAD_CUT));
        return left.stream().map(Membership.Leaving::endpoint).toList();
    }

    // ---- endpoints that come and go ----

    /**
     * Sets the endpoints of a live pool. Those that stay keep their health, connections and
     * counters; new ones may get requests at once. Those that left get no new request and keep no
     * idle connection; requests in flight on them go on until {@code drainDeadline} and are then
     * cut ({@code drain_cut}). An address that leaves and joins again is a new endpoint. Any
     * thread.
     *
     * @throws IllegalStateException if the pool is not live
     * @throws IllegalArgumentException if an address is a name or is there twice
     */
    public void members(List<EndpointSettings> endpoints, Instant drainDeadline) {
        if (!settings.live()) {
            throw new IllegalStateException("the endpoints of pool " + name() + " are settings");
        }
        if (endpoints.stream().map(EndpointSettings::address).distinct().count()
                != endpoints.size()) {
            throw new IllegalArgumentException("an endpoint is there twice: " + endpoints);
        }
        for (EndpointSettings each : endpoints) {
            if (LiteralAddress.of(each.address()).isEmpty()) {
                throw new IllegalArgumentException(each.address() + " is a name, not an address");
            }
        }
        membership
                .replace(endpoints, settings.selection())
                .forEach(one -> leave(one, drainDeadline, Cause.DRAIN_CUT));
        waiting.wake();
    }

    /**
     * Requests in flight at that address, also on an endpoint that has left, until there are none.
     * After it has said 0 for an endpoint that left, none begins there any more. Any thread.
     */
    public int inFlight(EndpointAddress address) {
        return membership.inFlight(address);
    }

    /**
     * Requests that have ended on the endpoint with that address since it joined, well or not. Any
     * thread.
     */
    public long completed(EndpointAddress address) {
        return membership.completed(address);
    }

    /**
     * Says why a live pool has no endpoint, as detail of {@code app_down}: short, printable ASCII.
     * Any thread.
     */
    public void unavailable(String detail) {
        membership.unavailable(detail, false);
    }

    /**
     * The same, when no endpoint will come until a person acts: requests do not wait in the queue
     * but are answered {@code app_down} at once. Ends with the next {@link #unavailable(String)} or
     * the first endpoint. Any thread.
     */
    public void closed(String detail) {
        membership.unavailable(detail, true);
    }

    /** What {@link #unavailable(String)} said last; empty at first. */
    public String unavailable() {
        return membership.unavailable();
    }

    private void leave(Membership.Leaving left, Instant deadline, Cause late) {
        Endpoint endpoint = left.endpoint();
        apply(endpoint, new HealthEvent.Drain(deadline));
        endpoint.gone(true);
        EndpointDrain.begin(left, loops, clock.instant(), deadline, late);
    }

    // ---- what a request needs ----

    public String name() {
        return settings.name();
    }

    public PoolSettings settings() {
        return settings;
    }

    /** In the order of the settings, or as {@link #members} set them. Any thread. */
    public List<Endpoint> endpoints() {
        return membership.now().endpoints();
    }

    /** The endpoint with that address as users write it. */
    public Optional<Endpoint> endpoint(String text) {
        return endpoints().stream().filter(endpoint -> endpoint.text().equals(text)).findFirst();
    }

    /**
     * Picks an endpoint for a request on {@code loop}.
     *
     * @param exclude the endpoint that just failed this request, picked again only if there is no
     *     other; or null
     * @return null if none may be used ({@code no_endpoint})
     */
    public @Nullable Endpoint pick(LoopLocal loop, @Nullable Endpoint exclude) {
        Members members = membership.now();
        if (members.isEmpty()) {
            return null;
        }
        long now = nanoTime.getAsLong();
        for (Candidates.Level level : Candidates.LEVELS) {
            int picked = members.balancer().pick(loop, now, exclude, level);
            if (picked != Balancer.NONE) {
                return members.candidates().endpoint(picked);
            }
        }
        return null;
    }

    /** Picks another endpoint than the one that failed, or null. Loop thread only. */
    public @Nullable Endpoint pickOther(LoopLocal loop, @Nullable Endpoint failed) {
        Members members = membership.now();
        if (members.isEmpty()) {
            return null;
        }
        int picked =
                members.balancer().pick(loop, nanoTime.getAsLong(), failed, Candidates.Level.BEST);
        return picked == Balancer.NONE ? null : members.candidates().endpoint(picked);
    }

    /** Whether requests may wait for an endpoint. */
    public boolean hasQueue() {
        return settings.queue() != null && !membership.closed();
    }

    /**
     * Lets {@code waiter} wait until an endpoint may take it. The caller keeps the time. Loop
     * thread only.
     *
     * @param afterFailure a try has just failed: the same endpoint is left alone for a moment,
     *     unless something about the pool changes
     * @return false if nobody more may wait ({@code queue_full}), or nobody at all
     */
    public boolean queue(LoopLocal loop, Waiter waiter, boolean afterFailure) {
        QueueSettings queue = settings.queue();
        return queue != null
                && waiting.enter(
                        loop, waiter, queue.max(), afterFailure ? WaitingLine.LOOK_AGAIN : 0);
    }

    /** Takes a waiter out of line. Loop thread only. */
    public void leaveQueue(LoopLocal loop, Waiter waiter) {
        waiting.leave(loop, waiter);
    }

    /** Requests that wait for an endpoint, on all loops. Any thread. */
    public int waiting() {
        return waiting.count();
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
     * The same after {@code endpoint} broke off a request. What it had in flight may move to the
     * others once, whatever the budget: they get no more to do than all had before. Loop thread
     * only.
     */
    public boolean takeRetry(LoopLocal loop, Endpoint endpoint) {
        return takeRetry(loop) || endpoint.takeMove(loop.index, nanoTime.getAsLong());
    }

    /**
     * An answer came from {@code endpoint} (5xx are failures for passive health only if they are
     * 502, 503 or 504). Loop thread only.
     */
    public void succeeded(LoopLocal loop, Endpoint endpoint, int status) {
        endpoint.answered(loop.index);
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
        long now = nanoTime.getAsLong();
        if (after.usable(now) && !before.usable(now)) {
            waiting.wake();
        }
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
        Members members = membership.now();
        long now = nanoTime.getAsLong();
        var views = new ArrayList<EndpointView>();
        int usable = 0;
        for (int i = 0; i < members.endpoints().size(); i++) {
            Endpoint endpoint = members.endpoints().get(i);
            apply(endpoint, new HealthEvent.TimePassed(now));
            usable += endpoint.usable(now) ? 1 : 0;
            views.add(EndpointView.of(endpoint, members.candidates().weight(i)));
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
            Ejection ejection = membership.now().ejection();
            if (ejection.admits(endpoint, now, passive.maxEjectedPercent())) {
                apply(endpoint, event);
                endpoint.forgetFailures();
                ejection.done();
            }
        }
    }
}
