package dev.quaygate.proxy.server;

import dev.quaygate.proxy.listener.BindFailure;
import dev.quaygate.proxy.listener.ConnectionLimits;
import dev.quaygate.proxy.listener.InheritedSocket;
import dev.quaygate.proxy.listener.Listener;
import dev.quaygate.proxy.listener.ListenerContext;
import dev.quaygate.proxy.listener.Sessions;
import dev.quaygate.proxy.listener.Transport;
import dev.quaygate.proxy.loop.DescriptorReserve;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.AccessLog;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.observe.FailedExchange;
import dev.quaygate.proxy.observe.Failures;
import dev.quaygate.proxy.observe.Meters;
import dev.quaygate.proxy.observe.MetricSource;
import dev.quaygate.proxy.observe.MetricsText;
import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.relay.RoutingSnapshot;
import dev.quaygate.proxy.route.RoutingTable;
import dev.quaygate.proxy.settings.ListenerSettings;
import dev.quaygate.proxy.settings.MetricsSettings;
import dev.quaygate.proxy.settings.ProcessSettings;
import dev.quaygate.proxy.settings.ProxySettings;
import dev.quaygate.proxy.tls.CertificateCatalog;
import dev.quaygate.proxy.tls.Challenges;
import dev.quaygate.proxy.upstream.Endpoint;
import dev.quaygate.proxy.upstream.HealthChecker;
import dev.quaygate.proxy.upstream.Pool;
import dev.quaygate.proxy.upstream.PoolMetrics;
import dev.quaygate.proxy.upstream.Resolver;
import dev.quaygate.proxy.upstream.UpstreamConnections;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data plane. Started once with settings; {@link #apply} replaces them while it serves. Methods
 * block and may be called from any thread but an event loop; changes are made one at a time.
 */
public final class ProxyServer implements AutoCloseable {
    private static final Duration FIRST_NAMES = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final ProcessSettings.Transport transportKind;
    private final Transport transport;
    private final List<InheritedSocket> inherited = new ArrayList<>(); // guarded by this
    private final EventLoops loops;
    private final UpstreamConnections upstreams;
    private final RecvByteBufAllocator buffers =
            new AdaptiveRecvByteBufAllocator(1024, 2048, 256 << 10);
    private final CertificateCatalog certificates = new CertificateCatalog();
    private final Challenges challenges = new Challenges();
    private final Meters meters;
    private final HealthChecker health;
    private final Resolver resolver = new Resolver();
    private final AtomicReference<@Nullable Snapshot> current = new AtomicReference<>();
    private volatile AccessLog accessLog;
    private final DescriptorReserve descriptors = DescriptorReserve.ofProcess();
    private final ConnectionLimits connectionLimits =
            new ConnectionLimits(() -> routing().limits(), descriptors);
    private final LoopWatch watch;
    private final BufferWatch bufferWatch;
    private final Failures failures = new Failures();
    private final ExchangeEnd exchangeEnd;
    private final Reconciler reconciler;
    private volatile boolean draining;

    public ProxyServer(ProcessSettings process, InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        transportKind = process.transport();
        transport = Transport.of(transportKind);
        int count = process.eventLoops();
        loops = new EventLoops(count, transport.io(), clock, random);
        upstreams =
                new UpstreamConnections(
                        transport.tcp(), transport.unix(), buffers, descriptors, count);
        meters = new Meters(count);
        health = new HealthChecker(clock, random);
        accessLog = openLog(dev.quaygate.proxy.settings.AccessLogSettings.OFF);
        exchangeEnd = new ExchangeEnd(meters, () -> accessLog, failures);
        reconciler = new Reconciler(meters, loops.locals());
        watch = new LoopWatch(loops.locals());
        bufferWatch = new BufferWatch(loops.locals(), () -> routing().limits().memory());
    }

    /**
     * Before {@link #start}: sockets that listeners of the same address take instead of opening
     * their own. One that no listener wants stays open for a later {@link #apply}; one that is
     * closed with its listener is gone.
     *
     * @throws IllegalArgumentException if the process does not use epoll
     */
    public synchronized void inherit(List<InheritedSocket> sockets) {
        if (!sockets.isEmpty() && transportKind != ProcessSettings.Transport.EPOLL) {
            throw new IllegalArgumentException("inherited sockets need the transport epoll");
        }
        inherited.addAll(sockets);
    }

    /** Opens the listeners and serves. */
    public void start(ProxySettings settings, long revision) throws BindFailure {
        apply(settings, revision);
        watch.start();
        bufferWatch.start();
    }

    /**
     * Serves with new settings: all or nothing. New listeners are bound first, then one swap, then
     * what is gone drains. Connections and streams on routes that did not change are not touched.
     *
     * @throws BindFailure if a new listener cannot be opened; the old settings go on
     * @throws IllegalArgumentException if the TLS settings cannot be used; the old settings go on
     */
    public synchronized ApplyResult apply(ProxySettings settings, long revision)
            throws BindFailure {
        long started = System.nanoTime();
        Snapshot old = current.get();
        Reconciler.Plan plan = reconciler.plan(old, settings);
        AccessLog log =
                old != null && old.settings().accessLog().equals(settings.accessLog())
                        ? accessLog
                        : openLog(settings.accessLog());
        if (old == null) {
            // The first connection may come with the first listener: it must find everything.
            resolver.apply(plan.pools().values());
            awaitNames();
            current.set(provisional(settings, plan, revision));
        }
        Map<String, Listener> listeners = openListeners(old, settings, log);
        resolver.apply(plan.pools().values());
        RoutingSnapshot routing =
                Snapshot.routing(settings, plan.routes(), revision, listeners, challenges);
        current.set(new Snapshot(settings, listeners, plan.pools(), plan.routes(), routing));
        AccessLog oldLog = accessLog;
        accessLog = log;
        health.apply(plan.pools().values());
        int leaving = old == null ? 0 : leave(old, plan, settings, listeners);
        if (oldLog != log) {
            // Every loop has come round once: none can still be about to write to the old one.
            loops.sum(_ -> 0);
            oldLog.close();
        }
        meters.retainRoutes(
                settings.routes().stream().map(dev.quaygate.proxy.settings.Route::name).toList());
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        return new ApplyResult(
                revision,
                took,
                plan.changes(),
                loops.sum(Sessions::size),
                loops.sum(Sessions::tunnels),
                leaving,
                0);
    }

    /** What {@link #apply} would change, without doing it. */
    public synchronized List<ApplyResult.Change> plan(ProxySettings settings) {
        return reconciler.plan(current.get(), settings).changes();
    }

    /** Certificates by name: published from outside, live at once. */
    public CertificateCatalog certificates() {
        return certificates;
    }

    /** Pending challenges of certificate authorities. */
    public Challenges challenges() {
        return challenges;
    }

    /** Which route takes a request, by the very table that serves. */
    public RoutingTable<BoundRoute> routes() {
        return routing().routes();
    }

    /** The pool of that name in the settings that serve now, or empty if there is none. */
    public Optional<Pool> pool(String name) {
        return Optional.ofNullable(now().pools().get(name));
    }

    public ProxyView view() {
        Snapshot now = now();
        return new ProxyView(
                now.routing().revision(),
                now.listeners().values().stream()
                        .map(one -> ProxyView.ListenerView.of(one, meters))
                        .toList(),
                loops.sum(Sessions::size),
                loops.sum(Sessions::exchanges),
                loops.sum(Sessions::tunnels),
                now.routes().stream().map(ProxyView.RouteView::of).toList(),
                now.pools().values().stream().map(Pool::view).toList(),
                draining);
    }

    /** Counters of the data plane in Prometheus text form, followed by {@code more}. */
    public String metricsText(List<MetricSource> more) {
        Snapshot now = now();
        MetricsSettings wanted = now.settings().metrics();
        Stream<MetricSource> own =
                Stream.of(out -> meters.write(out, wanted.perRoute()), bufferWatch, accessLog);
        Stream<MetricSource> pools =
                Stream.of(new PoolMetrics(() -> now.pools().values(), wanted.perEndpoint()));
        return new MetricsText(
                        Stream.of(own, pools, more.stream()).flatMap(sources -> sources).toList())
                .render();
    }

    /**
     * Failures among the last {@value Failures#KEPT}, newest first.
     *
     * @param id as in X-Request-Id, or its first characters, at least 6
     */
    public List<FailedExchange> failures(String id) {
        return failures.find(id);
    }

    /**
     * How long the slowest event loop has not come round: milliseconds while all is well. Never
     * waits for a loop.
     */
    public Duration longestStall() {
        return watch.longestStall();
    }

    /** Opens log files again, after they were moved away. */
    public void reopenLogs() {
        accessLog.reopen();
    }

    /**
     * Stops accepting, asks every connection to end, waits up to {@code limit} for exchanges in
     * flight, then cuts what is left with {@code drain_cut}.
     */
    public synchronized DrainResult drain(Duration limit) {
        long started = System.nanoTime();
        draining = true;
        Snapshot now = current.get();
        if (now != null) {
            now.listeners().values().forEach(Listener::close);
        }
        int connections = loops.sum(Sessions::size);
        int inFlight = loops.sum(Sessions::exchanges);
        loops.sum(sessions -> {
            sessions.drain();
            return 0;
        });
        long deadline = started + limit.toNanos();
        while (loops.sum(Sessions::size) > 0 && System.nanoTime() < deadline && !abandoned) {
            pause();
        }
        int cut = loops.sum(sessions -> sessions.cut(Cause.DRAIN_CUT));
        return new DrainResult(
                connections,
                Math.max(0, inFlight - cut),
                cut,
                Duration.ofNanos(System.nanoTime() - started));
    }

    /** Makes a {@link #drain} that waits stop waiting. Any thread. */
    public void abandonDrain() {
        abandoned = true;
    }

    private volatile boolean abandoned;

    @Override
    public void close() {
        watch.close();
        bufferWatch.close();
        health.close();
        resolver.close();
        Snapshot now = current.get();
        if (now != null) {
            now.listeners().values().forEach(Listener::close);
        }
        loops.sum(sessions -> sessions.cut(Cause.DRAIN_CUT));
        loops.close();
        accessLog.close();
    }

    // ---- parts of a reload ----

    private Map<String, Listener> openListeners(
            @Nullable Snapshot old, ProxySettings settings, AccessLog log) throws BindFailure {
        var all = new LinkedHashMap<String, Listener>();
        var opened = new ArrayList<Listener>();
        try {
            for (ListenerSettings wanted : settings.listeners()) {
                Listener kept = old == null ? null : old.listeners().get(wanted.name());
                if (kept != null && kept.settings().equals(wanted)) {
                    all.put(wanted.name(), kept);
                    continue;
                }
                Listener listener = open(wanted);
                opened.add(listener);
                all.put(wanted.name(), listener);
            }
            certificates.settings(settings.tls());
            return all;
        } catch (BindFailure | IllegalArgumentException e) {
            opened.forEach(Listener::close);
            current.set(old);
            if (log != accessLog) {
                log.close();
            }
            throw e;
        }
    }

    private Listener open(ListenerSettings wanted) throws BindFailure {
        var context =
                new ListenerContext(
                        wanted,
                        this::routing,
                        certificates,
                        challenges,
                        upstreams,
                        exchangeEnd,
                        exchangeEnd,
                        connectionLimits,
                        meters.listener(wanted.name()));
        List<LoopLocal> locals = loops.locals();
        List<Sessions> sessions = loops.sessions();
        List<InheritedSocket> given =
                inherited.stream().filter(one -> Listener.fits(wanted, one)).toList();
        if (given.isEmpty()) {
            return Listener.open(context, transport, locals, sessions, buffers);
        }
        inherited.removeAll(given);
        return Listener.adopt(context, given, loops.group(), locals, sessions, buffers);
    }

    /** What the very first connections see, before the ports of all listeners are known. */
    private Snapshot provisional(ProxySettings settings, Reconciler.Plan plan, long revision) {
        RoutingSnapshot routing =
                Snapshot.routing(settings, plan.routes(), revision, Map.of(), challenges);
        return new Snapshot(settings, Map.of(), plan.pools(), plan.routes(), routing);
    }

    private void awaitNames() {
        try {
            resolver.awaitFirstAnswers(FIRST_NAMES);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes what is gone; returns how many exchanges still run on it. */
    private int leave(
            Snapshot old,
            Reconciler.Plan plan,
            ProxySettings settings,
            Map<String, Listener> listeners) {
        old.listeners().values().stream()
                .filter(one -> !listeners.containsValue(one))
                .forEach(Listener::close);
        Instant deadline = clock.instant().plus(settings.timeouts().drain());
        int leaving = 0;
        for (Pool before : old.pools().values()) {
            Pool after = plan.pools().get(before.name());
            if (after == before) {
                continue;
            }
            List<Endpoint> left =
                    after == null ? before.retire(deadline) : after.takeOver(before, deadline);
            leaving += left.stream().mapToInt(Endpoint::inFlight).sum();
        }
        return leaving;
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(20));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private AccessLog openLog(dev.quaygate.proxy.settings.AccessLogSettings settings) {
        try {
            return AccessLog.open(settings, loops.locals().size());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "log.access: cannot open " + settings.file() + ": " + e.getMessage(), e);
        }
    }

    private Snapshot now() {
        Snapshot now = current.get();
        if (now == null) {
            throw new IllegalStateException("not started");
        }
        return now;
    }

    private RoutingSnapshot routing() {
        return now().routing();
    }
}
