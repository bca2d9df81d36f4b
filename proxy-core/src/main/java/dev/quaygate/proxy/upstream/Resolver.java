package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the addresses of endpoints that are written as names: looked up at once when they join,
 * then again by TTL within the bounds of their pool. A name that does not exist leaves its endpoint
 * without an address ({@code upstream_dns}) and is asked for again; if nobody answers, the last
 * addresses stay. Any thread.
 */
public final class Resolver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

    private final NameLookup lookup;
    private final EndpointTasks tasks = new EndpointTasks("resolve");
    private final Map<Endpoint, CountDownLatch> unanswered = new ConcurrentHashMap<>();

    /** A resolver over the system's name servers and hosts file that keeps no name yet. */
    public Resolver() {
        this(DnsLookup.ofSystem());
    }

    Resolver(NameLookup lookup) {
        this.lookup = lookup;
    }

    /** Keeps the names of exactly these pools from now on. */
    public void apply(Collection<Pool> pools) {
        Map<Endpoint, EndpointTasks.Task> wanted = new HashMap<>();
        for (Pool pool : pools) {
            for (Endpoint endpoint : pool.endpoints()) {
                if (endpoint.address() instanceof EndpointAddress.Tcp tcp
                        && LiteralAddress.of(tcp).isEmpty()) {
                    wanted.put(endpoint, task(endpoint, tcp, pool.settings().dns()));
                }
            }
        }
        unanswered.keySet().retainAll(wanted.keySet());
        for (Endpoint endpoint : wanted.keySet()) {
            if (endpoint.resolved().isEmpty()) {
                unanswered.putIfAbsent(endpoint, new CountDownLatch(1));
            }
        }
        tasks.apply(wanted);
    }

    /**
     * Waits until every name had one answer, good or bad, so that a start does not serve errors for
     * names that are only late.
     *
     * @return false if {@code atMost} passed first
     */
    public boolean awaitFirstAnswers(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (CountDownLatch latch : unanswered.values()) {
            if (!latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    /** Looks this endpoint's name up now. */
    public void kick(Endpoint endpoint) {
        tasks.kick(endpoint);
    }

    @Override
    public void close() {
        tasks.close();
        lookup.close();
    }

    private EndpointTasks.Task task(
            Endpoint endpoint, EndpointAddress.Tcp tcp, PoolSettings.Dns dns) {
        return new EndpointTasks.Task(
                dns,
                () -> {
                    Duration keep = resolve(endpoint, tcp, dns);
                    CountDownLatch latch = unanswered.remove(endpoint);
                    if (latch != null) {
                        latch.countDown();
                    }
                    return keep;
                });
    }

    /** One look-up; gives the time to the next. */
    private Duration resolve(Endpoint endpoint, EndpointAddress.Tcp tcp, PoolSettings.Dns dns)
            throws InterruptedException {
        return switch (lookup.lookUp(tcp.host())) {
            case NameLookup.Answer.Found(var addresses, Duration ttl) -> {
                var sockets = new ArrayList<SocketAddress>();
                addresses.forEach(
                        address -> sockets.add(new InetSocketAddress(address, tcp.port())));
                set(endpoint, sockets);
                yield within(ttl, dns);
            }
            case NameLookup.Answer.NoSuchName() -> {
                set(endpoint, List.of());
                LOG.debug("resolve.nosuchname name={}", tcp.host());
                yield dns.min();
            }
            case NameLookup.Answer.Failed(String why) -> {
                LOG.debug("resolve.failed name={} why={}", tcp.host(), why);
                yield dns.min();
            }
        };
    }

    private static void set(Endpoint endpoint, List<SocketAddress> addresses) {
        List<SocketAddress> before = endpoint.resolved();
        // Servers turn the order of a set; only another set is news.
        boolean same = before.size() == addresses.size() && before.containsAll(addresses);
        if (!same) {
            endpoint.resolved(addresses);
            LOG.info("resolve.changed endpoint={} addresses={}", endpoint.text(), addresses);
        }
    }

    private static Duration within(Duration ttl, PoolSettings.Dns dns) {
        if (ttl.compareTo(dns.min()) < 0) {
            return dns.min();
        }
        return ttl.compareTo(dns.max()) > 0 ? dns.max() : ttl;
    }
}
