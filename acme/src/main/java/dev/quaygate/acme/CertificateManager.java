package dev.quaygate.acme;

import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.acme.issue.AcmeClients;
import dev.quaygate.acme.issue.InternalSigner;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.preflight.Finding;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.Subscription;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets, renews and hands out certificates for the configured name sets: one virtual thread per set
 * wakes, asks {@link RenewalPlan} and acts. Safe for any thread.
 */
public final class CertificateManager implements AutoCloseable {
    /**
     * What the manager works with. It closes none of it.
     *
     * @param clients gives the client of an authority
     * @param dns answers dns-01 challenges
     * @param preflight looks at an order before it is placed, null to place it unseen
     * @param internal signs for issuers of type {@link dev.quaygate.acme.issue.Issuer.Internal}
     */
    public record Environment(
            CertificateStore store,
            AcmeClients clients,
            InternalSigner internal,
            ChallengePresenter presenter,
            CertificateListener listener,
            InstantSource clock,
            RandomGenerator random,
            Dns01Solver dns,
            @Nullable Preflight preflight) {
        /** Without zones that can be written. */
        public Environment(
                CertificateStore store,
                AcmeClients clients,
                InternalSigner internal,
                ChallengePresenter presenter,
                CertificateListener listener,
                InstantSource clock,
                RandomGenerator random) {
            this(
                    store,
                    clients,
                    internal,
                    presenter,
                    listener,
                    clock,
                    random,
                    new Dns01Solver(store),
                    null);
        }

        /**
         * For a server of its own: the system's clock, secure randomness, and no internal
         * authority.
         *
         * @param userAgent sent to authorities, for instance {@code shop/1.0}
         */
        public static Environment of(
                CertificateStore store,
                String userAgent,
                ChallengePresenter presenter,
                CertificateListener listener) {
            InstantSource clock = InstantSource.system();
            return new Environment(
                    store,
                    AcmeClients.named(userAgent, clock),
                    (names, _, _) -> {
                        throw new IllegalArgumentException(
                                names + ": this program has no internal authority");
                    },
                    presenter,
                    listener,
                    clock,
                    new SecureRandom());
        }
    }

    private static final Logger log = LoggerFactory.getLogger(CertificateManager.class);

    private final ManagerContext context;
    private final boolean threads;
    private final SetLoops loops;
    private final SetTable table = new SetTable();
    private boolean started;
    private boolean swept;
    private @Nullable Subscription fleet; // null unless other nodes write to the store

    public CertificateManager(Environment environment) {
        this(environment, Thread::sleep, System::nanoTime, true);
    }

    /**
     * For a caller that moves the clock and takes the turns itself.
     *
     * @param nanos monotonic clock in nanoseconds
     */
    CertificateManager(Environment environment, Pause pause, LongSupplier nanos, boolean threads) {
        this.context = new ManagerContext(environment, pause, nanos, table);
        this.threads = threads;
        this.loops = new SetLoops(environment.clock(), threads);
    }

    /**
     * Makes these the wanted certificates, at a start and at each reload. The first call publishes
     * everything stored before any order is placed. Orders in flight go on; sets that are not among
     * the policies become unused: kept, not renewed.
     */
    public void configure(LifecycleSettings settings, List<CertificatePolicy> policies) {
        configure(settings, policies, List.of());
    }

    /**
     * The same, with sets that only handshakes brought.
     *
     * @param onDemand go last where orders wait for a limit
     */
    public synchronized void configure(
            LifecycleSettings settings,
            List<CertificatePolicy> policies,
            List<CertificatePolicy> onDemand) {
        context.settings(settings);
        var known = new LinkedHashMap<>(table.byId());
        var wanted = new LinkedHashMap<String, CertificatePolicy>();
        policies.forEach(policy -> wanted.put(policy.id(), policy));
        onDemand.forEach(policy -> wanted.putIfAbsent(policy.id(), policy));
        if (!started) {
            follow(context.environment().store());
            loadUnused(known, wanted);
        }
        known.forEach((id, set) -> set.configure(wanted.get(id)));
        List<NameSet> added = new ArrayList<>();
        wanted.forEach((id, policy) -> {
            if (!known.containsKey(id)) {
                var set = new NameSet(id, context, policy);
                known.put(id, set);
                added.add(set);
            }
        });
        started = true;
        context.clock().protect(wanted.size(), !acmeIssuers(wanted.values()).isEmpty());
        table.replace(known, wanted.keySet());
        publish(wanted, added);
        context.demand().configure(policies, onDemand);
        loops.start(known.values());
        if (threads && !swept) {
            swept = true;
            Thread.ofVirtual().name("dns-sweep").start(this::sweep);
        }
    }

    /** Takes away what a killed process left at DNS providers. */
    private void sweep() {
        try {
            context.environment().dns().sweepAll();
        } catch (StoreProblem e) {
            log.warn("store.unwritable set=- what={}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All sets: configured ones in their order, then unused ones that have a certificate. */
    public List<CertificateStatus> statuses() {
        return inOrder().stream().map(NameSet::status).toList();
    }

    /** One set by id or by one of its names. */
    public Optional<CertificateStatus> status(String idOrName) {
        return table.find(idOrName).map(NameSet::status);
    }

    /** One set by id; or by one of its names, with those for the same names and another key. */
    public List<CertificateStatus> statuses(String idOrName) {
        return table.findAll(idOrName).stream().map(NameSet::status).toList();
    }

    /** What happened to a set, oldest first, at most 200 entries; empty if it is unknown. */
    public List<TimelineEntry> timeline(String idOrName) {
        return table.find(idOrName).map(NameSet::timeline).orElse(List.of());
    }

    /** The issuers of configured sets, with health and budget. */
    public List<IssuerStatus> issuers() {
        return new IssuerStatuses(context).of(inOrder());
    }

    /** Why the clock is not believed (QG2009); empty while it is. */
    public Optional<String> clockDoubt() {
        return context.clock().doubt();
    }

    /**
     * Notes that a handshake asked for a name that has no certificate: of those that wait for a
     * limit it goes first. Returns at once.
     */
    public void wanted(String name) {
        context.demand().asked(name);
    }

    /**
     * Adds one set that a handshake brought, which goes last where orders wait for a limit. It is
     * wanted until {@link #exclude}, or until a {@link #configure} without its policy.
     */
    public synchronized void include(CertificatePolicy policy) {
        String id = policy.id();
        context.demand().addOnDemand(id);
        NameSet known = table.byId().get(id);
        NameSet set = known == null ? new NameSet(id, context, policy) : known;
        set.configure(policy);
        table.add(set);
        set.serve();
        loops.start(List.of(set));
    }

    /** Ends that somebody wants this set: kept while it has a certificate, not renewed. */
    public synchronized void exclude(String id) throws InterruptedException {
        context.demand().removeOnDemand(id);
        NameSet set = table.byId().get(id);
        if (set == null) {
            return;
        }
        set.configure(null);
        set.serve();
        boolean forget = set.state().certificate() == null;
        if (forget) {
            loops.stop(id); // an order in flight is found again if somebody wants it again
            context.budget().leave(id);
        }
        table.unwanted(id, forget);
    }

    /**
     * Deletes certificates and keys that no policy wants, however long they were to be kept.
     *
     * @return names of the deleted sets
     */
    public List<String> prune() {
        return table.byId().values().stream()
                .filter(NameSet::delete)
                .map(NameSet::id)
                .sorted()
                .toList();
    }

    /**
     * Deletes one unused certificate and its key.
     *
     * @return false if the set is wanted by a policy or has none
     */
    public boolean forget(String idOrName) {
        return table.find(idOrName).map(NameSet::delete).orElse(false);
    }

    /**
     * Has the certificate of a set revoked; a successor with a new key is ordered at once. Blocks
     * while the authority is asked.
     *
     * @throws IllegalArgumentException if there is no certificate that a public authority issued
     * @throws RevocationFailed if the authority cannot be asked or does not want to
     */
    public CertificateStatus revoke(String idOrName, RevocationReason reason)
            throws RevocationFailed, InterruptedException {
        NameSet set =
                table.find(idOrName)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no certificate is called '" + idOrName + "'"));
        new Revocation(context, set).run(reason, acmeIssuers());
        loops.wake(set.id());
        return set.status();
    }

    /**
     * Changes the key of our account at an issuer; certificates and their keys stay. Blocks while
     * the authority is asked.
     *
     * @throws IllegalArgumentException if no configured set uses a public issuer of that name
     * @throws KeyChangeFailed if the authority cannot be asked or does not want to
     */
    public void changeAccountKey(String issuer) throws KeyChangeFailed, InterruptedException {
        Issuer.Acme acme =
                acmeIssuers().stream()
                        .filter(one -> one.id().equals(issuer))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no route uses a public issuer called '" + issuer + "'"));
        try {
            context.accounts().changeKey(acme, context.client(acme));
            log.info("account.key-changed issuer={}", issuer);
        } catch (AcmeFailure e) {
            throw new KeyChangeFailed(
                    issuer + " did not change the key of the account: " + e.getMessage(), e);
        }
    }

    private List<Issuer.Acme> acmeIssuers() {
        return acmeIssuers(
                table.byId().values().stream()
                        .flatMap(set -> Optional.ofNullable(set.state().policy()).stream())
                        .toList());
    }

    private static List<Issuer.Acme> acmeIssuers(Collection<CertificatePolicy> policies) {
        return policies.stream()
                .flatMap(policy -> policy.issuers().stream())
                .filter(Issuer.Acme.class::isInstance)
                .map(Issuer.Acme.class::cast)
                .distinct()
                .toList();
    }

    /**
     * Renews now because a person asks.
     *
     * @param force also while the set waits after a failure
     * @return completes with the status after the attempt, whether it succeeded or not; without an
     *     attempt if the set waits after a failure and {@code force} is false
     * @throws IllegalArgumentException if no configured set has this id or name
     */
    public CompletableFuture<CertificateStatus> renew(String idOrName, boolean force) {
        return renew(idOrName, force, null);
    }

    /**
     * Renews now because a person asks, at the issuer that the person names.
     *
     * @param issuer id of an issuer that a configured set uses, null for the order of the policy
     * @throws IllegalArgumentException if no configured set has this id or name, or uses the issuer
     */
    public CompletableFuture<CertificateStatus> renew(
            String idOrName, boolean force, @Nullable String issuer) {
        CertificatePolicy policy = policy(idOrName);
        NameSet set = table.find(idOrName).orElseThrow();
        CompletableFuture<CertificateStatus> result =
                set.ask(force, issuer == null ? null : issuer(issuer, policy));
        loops.wake(set.id());
        return result;
    }

    /**
     * Proves the names of a set at the place that its issuer has for tests; changes nothing that is
     * served and uses up no limit. Blocks while the authority judges.
     *
     * @param issuer id of an issuer that a configured set uses, null for the first of the policy
     * @return empty if all proofs were found, else why not
     * @throws IllegalArgumentException if no configured set has this id or name or uses the issuer,
     *     the issuer has no such place, or an order is under way
     */
    public Optional<CertificateStatus.Fault> dryRun(String idOrName, @Nullable String issuer)
            throws InterruptedException {
        CertificatePolicy policy = policy(idOrName);
        Issuer chosen = issuer == null ? policy.issuers().getFirst() : issuer(issuer, policy);
        return new DryRun(context, policy.id()).run(policy, chosen);
    }

    private CertificatePolicy policy(String idOrName) {
        return table.find(idOrName)
                .map(found -> found.state().policy())
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no certificate is configured for '" + idOrName + "'"));
    }

    private Issuer issuer(String id, CertificatePolicy policy) {
        return Stream.concat(policy.issuers().stream(), acmeIssuers().stream())
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no route uses an issuer called '" + id + "'"));
    }

    /**
     * Looks at what would make the next order of a set fail, and orders nothing.
     *
     * @return empty if no public or private authority would be asked for it
     * @throws IllegalArgumentException if no configured set has this id or name
     */
    public List<Finding> preflight(String idOrName) throws InterruptedException {
        CertificatePolicy policy = policy(idOrName);
        return policy.issuers().getFirst() instanceof Issuer.Acme acme
                ? new OrderPreflight(context).ask(policy, acme)
                : List.of();
    }

    /**
     * The TXT records that prove a set once and for all (dns-persist-01), as lines of a zone file.
     * Makes the account if there is none.
     *
     * @return empty if no authority would be asked for it
     * @throws IllegalArgumentException if no configured set has this id or name
     * @throws AcmeFailure if the authority cannot be asked
     */
    public List<String> dnsRecords(String idOrName) throws AcmeFailure, InterruptedException {
        CertificatePolicy policy = policy(idOrName);
        return policy.issuers().getFirst() instanceof Issuer.Acme acme
                ? context.persistentRecords(policy.names(), acme)
                : List.of();
    }

    /**
     * Stops all work within the current request; orders in flight are continued by the next
     * process.
     */
    @Override
    public synchronized void close() {
        if (fleet != null) {
            fleet.close();
        }
        try {
            loops.stopAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        table.byId().values().forEach(NameSet::answer);
    }

    /** Before anything is read, so that nothing is missed in between. */
    private void follow(CertificateStore store) {
        if (store.isShared()) {
            fleet = store.watch("certs/", new FleetNews(this::newsOf));
        }
    }

    private void newsOf(String id) {
        NameSet set = table.byId().get(id);
        if (set != null) {
            set.newsInStore();
            loops.wake(id);
        }
    }

    /** Sets in the order in which they are shown. */
    List<NameSet> inOrder() {
        return table.inOrder();
    }

    private void loadUnused(Map<String, NameSet> known, Map<String, CertificatePolicy> wanted) {
        for (String id : context.environment().store().sets()) {
            if (!wanted.containsKey(id)) {
                known.put(id, new NameSet(id, context, null));
            }
        }
    }

    /** Unused ones first, so that configured ones win where names are the same. */
    private void publish(Map<String, CertificatePolicy> wanted, List<NameSet> added) {
        table.byId().values().stream()
                .filter(set -> !wanted.containsKey(set.id()))
                .forEach(NameSet::serve);
        for (String id : wanted.keySet()) {
            NameSet set = table.byId().get(id);
            if (set == null) {
                continue;
            }
            if (added.contains(set)) {
                set.serve();
            } else {
                set.serveAgain();
            }
        }
    }
}
