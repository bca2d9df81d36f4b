package dev.quaygate.app;

import dev.quaygate.acme.CertificateManager;
import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.ondemand.DemandCounters;
import dev.quaygate.acme.ondemand.DemandedNames;
import dev.quaygate.acme.ondemand.OnDemandGate;
import dev.quaygate.acme.ondemand.OnDemandSettings;
import dev.quaygate.acme.ondemand.Permission;
import dev.quaygate.acme.ondemand.Verdict;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.Subscription;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.state.OnDemandView;
import dev.quaygate.proxy.tls.CertificateCatalog;
import dev.quaygate.proxy.tls.MissingCertificates;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Certificates for names that clients bring: the data plane asks, the gate judges, the manager
 * orders, and what comes of it goes back to the handshakes that wait. Any thread.
 */
final class OnDemandCertificates implements MissingCertificates, AutoCloseable {
    /** What one revision of the configuration says. */
    private record Rules(
            @Nullable OnDemandGate gate,
            OnDemandHosts hosts,
            CertificatePlan plan,
            Duration keepUnused) {}

    private final CertificateManager manager;
    private final CertificateCatalog catalog;
    private final CertificateStore store;
    private final InstantSource clock;
    private final Function<OnDemandSettings, Permission> permissions;
    private final DemandedNames names;
    private final DemandCounters counters = new DemandCounters();
    private final Arrivals arrivals = new Arrivals();

    /** Sets that clients brought, with the name of each. Changed under the lock of this. */
    private final Map<String, String> nameOf = new ConcurrentHashMap<>();

    private volatile @Nullable Rules rules; // null until the first configuration
    private @Nullable Subscription fleet; // null unless other nodes write to the store

    /**
     * @param permissions gives who is asked
     */
    OnDemandCertificates(
            CertificateManager manager,
            CertificateCatalog catalog,
            CertificateStore store,
            InstantSource clock,
            Function<OnDemandSettings, Permission> permissions) {
        this.manager = manager;
        this.catalog = catalog;
        this.clock = clock;
        this.permissions = permissions;
        this.store = store;
        names = new DemandedNames(store, clock);
    }

    /**
     * Takes over a configuration.
     *
     * @param apply gets the certificates that clients have brought so far, to be wanted
     */
    synchronized void configure(
            Configuration configuration, Consumer<List<CertificatePolicy>> apply) {
        if (rules == null) {
            load();
        }
        OnDemandSettings settings = configuration.certificates().onDemand();
        var next =
                new Rules(
                        gate(settings),
                        settings == null
                                ? OnDemandHosts.NONE
                                : new OnDemandHosts(configuration.sites()),
                        new CertificatePlan(configuration),
                        configuration.certificates().keepUnused());
        rules = next;
        var policies = new LinkedHashMap<String, CertificatePolicy>();
        nameOf.clear();
        for (String name : names.all()) {
            for (CertificatePolicy policy : policies(next, name)) {
                policies.put(policy.id(), policy);
                nameOf.put(policy.id(), name);
            }
        }
        apply.accept(List.copyOf(policies.values()));
    }

    private void load() {
        try {
            if (store.isShared()) {
                fleet = names.follow(this::heard, this::forgotten);
            }
            names.load();
        } catch (StoreProblem e) {
            Messages.warn("store: names on demand cannot be read: {}", e.getMessage());
        }
    }

    /** Another node has had a name granted: it is served here too, without a question. */
    private synchronized void heard(String name) {
        Rules now = rules;
        if (now != null) {
            policies(now, name).forEach(policy -> include(policy, name));
        }
    }

    /** No client asks for it at any node. */
    private synchronized void forgotten(String name) {
        Rules now = rules;
        if (now != null) {
            policies(now, name).forEach(policy -> exclude(policy.id()));
        }
    }

    private void include(CertificatePolicy policy, String name) {
        if (nameOf.putIfAbsent(policy.id(), name) == null) {
            manager.include(policy);
        }
    }

    /** The same limits keep what they remember over a reload. */
    private @Nullable OnDemandGate gate(@Nullable OnDemandSettings settings) {
        Rules before = rules;
        OnDemandGate old = before == null ? null : before.gate;
        if (old != null && old.settings().equals(settings)) {
            return old;
        }
        if (old != null) {
            old.close();
        }
        if (settings == null) {
            return null;
        }
        return new OnDemandGate(settings, permissions.apply(settings), counters, clock);
    }

    // ---- handshakes ----

    @Override
    public void asked(String serverName) {
        manager.wanted(serverName);
    }

    @Override
    public boolean isOnDemand(String serverName) {
        Rules now = rules;
        return now != null && now.hosts.find(serverName).isPresent();
    }

    @Override
    public Duration longestWait() {
        Rules now = rules;
        return now == null || now.gate == null ? Duration.ZERO : now.gate.settings().longestWait();
    }

    @Override
    public Answer obtain(String serverName, InetAddress client) throws InterruptedException {
        Rules now = rules;
        if (now == null || now.gate == null) {
            return new Answer.NotOurs("no route names it");
        }
        Instant end = clock.instant().plus(now.gate.settings().longestWait());
        if (!names.holds(serverName)
                && now.gate.judge(serverName, client) instanceof Verdict.Refused refused) {
            return answer(refused);
        }
        try {
            Optional<Arrivals.Arrival> arrival = want(serverName);
            if (arrival.isEmpty()) {
                return new Answer.NotOurs("no route names it any more");
            }
            return isServed(serverName) ? new Answer.Here() : await(arrival.get(), end);
        } catch (StoreProblem e) {
            return new Answer.NotYet("the store cannot be written: " + e.getMessage());
        }
    }

    private static Answer answer(Verdict.Refused refused) {
        return switch (refused.reason()) {
            case NAME, DENIED_BEFORE, DENIED -> new Answer.NotOurs(refused.detail());
            case ADDRESS, QUESTIONS, BUSY, ASK_FAILED, NEW_NAMES, DOMAIN ->
                    new Answer.NotYet(refused.detail());
        };
    }

    /** Has a granted name ordered; the rules may have changed since it was. */
    private synchronized Optional<Arrivals.Arrival> want(String name) {
        Rules now = rules;
        List<CertificatePolicy> policies = now == null ? List.of() : policies(now, name);
        if (policies.isEmpty()) {
            return Optional.empty();
        }
        if (!names.holds(name)) {
            names.add(name);
        }
        Arrivals.Arrival arrival = arrivals.expect(policies.getFirst().id());
        policies.forEach(policy -> include(policy, name));
        return Optional.of(arrival);
    }

    private Answer await(Arrivals.Arrival arrival, Instant end) throws InterruptedException {
        Optional<String> later = laterThan(arrival.set(), end);
        if (later.isPresent()) {
            return new Answer.NotYet(later.get());
        }
        Duration limit = Duration.between(clock.instant(), end);
        return arrival.await(limit)
                .map(OnDemandCertificates::ended)
                .orElseGet(() -> new Answer.NotYet("no certificate within the time to wait"));
    }

    private static Answer ended(String problem) {
        return problem.isEmpty() ? new Answer.Here() : new Answer.NotYet("not issued: " + problem);
    }

    /** Why nothing will come before then: a failure or a limit that is waited for. */
    private Optional<String> laterThan(String id, Instant end) {
        return manager.status(id)
                .map(CertificateStatus::next)
                .filter(next -> {
                    Instant at = next.at();
                    return at != null && at.isAfter(end);
                })
                .map(next -> next.action() + " at " + next.at() + ": " + next.why());
    }

    private boolean isServed(String name) {
        return catalog.find(name).isPresent();
    }

    private static List<CertificatePolicy> policies(Rules rules, String name) {
        return rules.hosts
                .find(name)
                .map(site -> rules.plan.demanded(site, name))
                .orElse(List.of());
    }

    // ---- what becomes of them ----

    /**
     * A set has a certificate, whichever node ordered it; wakes the handshakes that wait for it.
     */
    void served(String id) {
        arrivals.settle(id, "");
    }

    /** Hears of every set; wakes the handshakes that wait for one. */
    void recorded(String id, TimelineEntry entry) {
        switch (entry.kind()) {
            case PUBLISHED -> arrivals.settle(id, "");
            case FAILED, QUEUED -> arrivals.settle(id, entry.text());
            default -> {}
        }
    }

    /**
     * Notes which names clients still ask for, and lets go of the others: they are not renewed any
     * more. Called about once a minute.
     */
    synchronized void review() {
        Rules now = rules;
        if (now == null) {
            return;
        }
        catalog.takeUsed().stream()
                .flatMap(id -> Optional.ofNullable(nameOf.get(id)).stream())
                .distinct()
                .forEach(name -> names.used(name, now.keepUnused));
        for (String name : names.all()) {
            if (names.forgetUnused(name, isServed(name), now.keepUnused)) {
                Messages.say("{}  no client asks for it; not renewed any more", name);
                policies(now, name).forEach(policy -> exclude(policy.id()));
            }
        }
    }

    private void exclude(String id) {
        if (nameOf.remove(id) == null) {
            return;
        }
        arrivals.settle(id, "no client asks for it");
        try {
            manager.exclude(id);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    OnDemandView view() {
        Rules now = rules;
        return new OnDemandView(
                now != null && now.gate != null, Set.copyOf(nameOf.keySet()), counters, waiting());
    }

    private OnDemandView.Waiting waiting() {
        return new OnDemandView.Waiting(
                catalog.waiting().waiting(), catalog.waiting().turnedAway());
    }

    @Override
    public void close() {
        if (fleet != null) {
            fleet.close();
        }
        Rules now = rules;
        if (now != null && now.gate != null) {
            now.gate.close();
        }
    }
}
