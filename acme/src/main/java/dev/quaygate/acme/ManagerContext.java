package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.challenge.DnsPersist01;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderBudget;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What all sets of one manager share. Any thread. */
final class ManagerContext {
    private final CertificateManager.Environment environment;
    private final Pause pause;
    private final Accounts accounts;
    private final OrderBudget budget;
    private final ClockGuard clock;
    private final RevocationWatch revocations;
    private final Map<Issuer.Acme, AcmeClient> clients = new ConcurrentHashMap<>();
    private final Map<String, IssuerHealth> health = new ConcurrentHashMap<>();
    private final SetTable sets;
    private final Map<String, AcmeDirectory> directories = new ConcurrentHashMap<>();
    private final HandshakeDemand demand;
    private volatile LifecycleSettings settings = LifecycleSettings.defaults();

    /**
     * @param nanos monotonic clock in nanoseconds
     * @param sets all sets of the manager
     */
    ManagerContext(
            CertificateManager.Environment environment,
            Pause pause,
            LongSupplier nanos,
            SetTable sets) {
        this.sets = sets;
        this.environment = environment;
        this.pause = pause;
        this.accounts = new Accounts(environment.store(), environment.clock());
        this.budget = new OrderBudget(environment.store());
        this.revocations = new RevocationWatch(environment.clients().lists());
        this.clock = new ClockGuard(environment.clock(), nanos, this::forgetPauses);
        this.demand = new HandshakeDemand(environment.clock());
    }

    CertificateManager.Environment environment() {
        return environment;
    }

    /** The certificate of another set that a new set takes over from. */
    Optional<StoredCertificate> predecessor(CertificatePolicy policy) {
        return sets.predecessor(policy);
    }

    /** Wanted sets for the same names with another kind of key. */
    List<String> otherHalves(CertificatePolicy policy) {
        return sets.otherHalves(policy);
    }

    /** Whether the time can be believed. */
    ClockGuard clock() {
        return clock;
    }

    /** What authorities say that they have revoked. */
    RevocationWatch revocations() {
        return revocations;
    }

    /** Pauses by a clock that was set back would last for years. */
    private void forgetPauses() {
        Instant now = environment.clock().instant();
        health.values().forEach(issuer -> issuer.probeBy(now));
    }

    OrderBudget budget() {
        return budget;
    }

    Accounts accounts() {
        return accounts;
    }

    /** What the directory of an issuer said last, empty before it was asked. */
    Optional<AcmeDirectory> directory(String issuer) {
        return Optional.ofNullable(directories.get(issuer));
    }

    void seen(String issuer, AcmeDirectory directory) {
        directories.put(issuer, directory);
    }

    HandshakeDemand demand() {
        return demand;
    }

    LifecycleSettings settings() {
        return settings;
    }

    void settings(LifecycleSettings settings) {
        this.settings = settings;
        health.values().forEach(issuer -> issuer.places().usual(settings.maxOrders()));
    }

    AcmeClient client(Issuer.Acme issuer) {
        return clients.computeIfAbsent(issuer, environment.clients()::of);
    }

    IssuerHealth health(String issuer) {
        return health.computeIfAbsent(
                issuer,
                _ -> {
                    var created = new IssuerHealth();
                    created.places().usual(settings.maxOrders());
                    return created;
                });
    }

    /** Records for all names but addresses, each base name once. */
    List<String> persistentRecords(List<String> names, Issuer.Acme issuer)
            throws AcmeFailure, InterruptedException {
        AcmeClient client = client(issuer);
        List<String> issuers = client.directory().caaIdentities();
        String account = accounts.of(issuer, client).url().toString();
        return names.stream()
                .filter(name -> !SubjectNames.isAddress(name))
                .map(name -> name.startsWith("*.") ? name.substring(2) : name)
                .distinct()
                .map(base ->
                        new DnsPersist01(base, names.contains("*." + base), issuers, account)
                                .line())
                .toList();
    }

    /** Address of our account there, null before there is one. */
    @Nullable URI account(Issuer.Acme issuer) {
        return accounts.known(issuer).orElse(null);
    }

    IssuanceTools tools(Issuer.Acme issuer, SetRecords records, Timeline timeline) {
        return new IssuanceTools(
                client(issuer),
                accounts,
                environment.presenter(),
                environment.store(),
                records,
                timeline,
                environment.clock(),
                pause,
                environment
                        .dns()
                        .session(
                                records.set(),
                                pause::pause,
                                text -> timeline.add(Kind.CHALLENGE_PRESENTED, text)));
    }
}
