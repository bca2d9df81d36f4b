package dev.quaygate.app;

import dev.quaygate.acme.CertificateManager;
import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.IssuerStatus;
import dev.quaygate.acme.KeyChangeFailed;
import dev.quaygate.acme.ManualCertificates;
import dev.quaygate.acme.ManualFiles;
import dev.quaygate.acme.RevocationFailed;
import dev.quaygate.acme.SharedChallenges;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.WireTransport;
import dev.quaygate.acme.issue.AcmeClients;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.ondemand.AskClient;
import dev.quaygate.acme.preflight.Finding;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.preflight.Surroundings;
import dev.quaygate.acme.server.AcmeServer;
import dev.quaygate.acme.server.AcmeServerSettings;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.state.CertificateDesk;
import dev.quaygate.app.state.OnDemandView;
import dev.quaygate.app.state.Version;
import dev.quaygate.app.tickets.TicketRotation;
import dev.quaygate.proxy.server.ProxyServer;
import dev.quaygate.proxy.tls.Challenges;
import dev.quaygate.proxy.tls.TicketKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All certificates of the process and where they come from. Any thread but an event loop. */
final class Certificates implements CertificateDesk, AutoCloseable {
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(3);

    private final ProxyServer proxy;
    private final CertificateStore store;
    private final Authority authority;
    private final Placeholders placeholders;
    private final CertificateBridge bridge;
    private final CertificateManager manager;
    private final Dns01Solver dns;
    private final ManualCertificates manual;
    private final AcmeDoor acme;
    private final OnDemandCertificates onDemand;
    private final TicketRotation tickets;
    private final FirstCertificates first = new FirstCertificates();
    private @Nullable SharedChallenges shared; // null unless there is a fleet
    private Set<String> manualIds = Set.of();
    private Set<String> policyIds = Set.of();
    private volatile Supplier<Surroundings> here = () -> Surroundings.UNKNOWN;

    /**
     * @param store closed with this
     * @param news told about the life of certificates
     */
    Certificates(
            ProxyServer proxy,
            CertificateStore store,
            CertificateNews news,
            InstantSource clock,
            RandomGenerator random)
            throws IOException {
        this.proxy = proxy;
        this.store = store;
        authority = new Authority(store, clock, random);
        placeholders = new Placeholders(proxy.certificates(), clock);
        bridge =
                new CertificateBridge(
                        proxy.certificates(),
                        placeholders,
                        (id, entry) -> {
                            news.recorded(id, entry, this::status);
                            settle(id, entry);
                        },
                        news::alerted);
        var names = AuthoritativeDns.ofSystem(new WireTransport(QUESTION_LIMIT));
        dns = new Dns01Solver(store, names);
        ChallengePresenter presenter = presenter(store, proxy.challenges());
        var preflight =
                new Preflight(
                        names,
                        () -> here.get(),
                        presenter::presentHttp01,
                        presenter::withdrawHttp01,
                        OwnSurroundings::isPublic);
        manager =
                new CertificateManager(
                        new CertificateManager.Environment(
                                store,
                                AcmeClients.named("quaygate/" + Version.text(), clock),
                                authority,
                                presenter,
                                bridge,
                                clock,
                                random,
                                dns,
                                preflight));
        onDemand =
                new OnDemandCertificates(
                        manager,
                        proxy.certificates(),
                        store,
                        clock,
                        settings -> new AskClient(settings.ask(), settings.timeout()));
        proxy.certificates().waiting().source(onDemand);
        bridge.whenServed(id -> {
            first.settle(id);
            onDemand.served(id);
        });
        manual = new ManualCertificates(bridge, clock);
        var strong = new SecureRandom();
        tickets =
                new TicketRotation(
                        store,
                        proxy.certificates()::tickets,
                        clock,
                        () -> TicketKey.random(strong));
        acme =
                new AcmeDoor(
                        () ->
                                new AcmeServer(
                                        AcmeServerSettings.of(List.of()),
                                        store,
                                        authority,
                                        clock,
                                        random),
                        proxy::pool,
                        clock);
    }

    /** Serves what the store has, before the first connection is accepted; orders nothing. */
    void publishStored(Configuration configuration) {
        var plan = new CertificatePlan(configuration);
        authority.configure(configuration.certificates().internal());
        dns.configure(configuration.certificates().dns());
        manager.configure(plan.lifecycle(), List.of());
        configureManual(plan);
        placeholders(configuration, plan.policies(brought()));
        tickets.configure(configuration.proxy().tls());
    }

    /**
     * Makes these the wanted certificates; returns when internal ones are there, or have failed, or
     * after {@code limit}.
     *
     * @return how many will be ordered because of this call
     */
    synchronized int configure(Configuration configuration, Duration limit) {
        var plan = new CertificatePlan(configuration);
        authority.configure(configuration.certificates().internal());
        dns.configure(configuration.certificates().dns());
        here = () -> OwnSurroundings.of(configuration, proxy);
        proxy.challenges()
                .unknownTokens(
                        configuration.certificates().unknownTokens()
                                == CertificateSettings.UnknownTokens.ROUTE);
        configureManual(plan);
        List<CertificatePolicy> policies = plan.policies(brought());
        placeholders(configuration, policies);
        List<CertificatePolicy> internal = policies.stream().filter(this::isInternal).toList();
        tickets.configure(configuration.proxy().tls());
        first.expect(internal);
        onDemand.configure(
                configuration, brought -> manager.configure(plan.lifecycle(), policies, brought));
        // Not the status: it knows of a certificate a moment before handshakes do.
        first.await(internal, limit, id -> bridge.served(id).isPresent());
        acme.configure(configuration.certificates().internal().acme());
        Set<String> before = policyIds;
        policyIds = policies.stream().map(CertificatePolicy::id).collect(Collectors.toSet());
        return (int)
                policies.stream()
                        .filter(policy -> !isInternal(policy) && !before.contains(policy.id()))
                        .filter(policy -> isMissing(policy.id()))
                        .count();
    }

    /** Names that are served by a placeholder now. */
    List<String> placeholderNames() {
        return placeholders.names();
    }

    @Override
    public List<CertificateStatus> statuses() {
        List<CertificateStatus> managed = manager.statuses();
        Stream<CertificateStatus> configured = managed.stream().filter(one -> !isUnused(one));
        Stream<CertificateStatus> unused = managed.stream().filter(Certificates::isUnused);
        return Stream.of(configured, manual.statuses().stream(), unused)
                .flatMap(part -> part)
                .toList();
    }

    @Override
    public Optional<CertificateStatus> status(String idOrName) {
        return statuses(idOrName).stream().findFirst();
    }

    @Override
    public List<CertificateStatus> statuses(String idOrName) {
        List<CertificateStatus> managed = manager.statuses(idOrName);
        if (!managed.isEmpty()) {
            return managed;
        }
        return manual.statuses().stream()
                .filter(one -> one.id().equals(idOrName) || one.names().contains(idOrName))
                .toList();
    }

    @Override
    public List<TimelineEntry> timeline(String idOrName) {
        return manager.timeline(idOrName);
    }

    @Override
    public CompletableFuture<CertificateStatus> renew(String idOrName, boolean force) {
        return manager.renew(idOrName, force);
    }

    @Override
    public CompletableFuture<CertificateStatus> renew(
            String idOrName, boolean force, @Nullable String issuer) {
        return manager.renew(idOrName, force, issuer);
    }

    @Override
    public Optional<CertificateStatus.Fault> dryRun(String idOrName, @Nullable String issuer)
            throws InterruptedException {
        return manager.dryRun(idOrName, issuer);
    }

    @Override
    public CertificateStatus revoke(String idOrName, RevocationReason reason)
            throws RevocationFailed, InterruptedException {
        return manager.revoke(idOrName, reason);
    }

    @Override
    public List<String> prune() {
        return manager.prune();
    }

    @Override
    public boolean forget(String idOrName) {
        return manager.forget(idOrName);
    }

    @Override
    public void changeAccountKey(String issuer) throws KeyChangeFailed, InterruptedException {
        manager.changeAccountKey(issuer);
    }

    @Override
    public List<IssuerStatus> issuers() {
        return manager.issuers();
    }

    @Override
    public List<Finding> preflight(String idOrName) throws InterruptedException {
        return manager.preflight(idOrName);
    }

    @Override
    public List<String> dnsRecords(String idOrName) throws IOException, InterruptedException {
        try {
            return manager.dnsRecords(idOrName);
        } catch (AcmeFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> clockDoubt() {
        return manager.clockDoubt();
    }

    @Override
    public OnDemandView onDemand() {
        return onDemand.view();
    }

    /** What has to be looked at about once a minute. */
    void review() {
        onDemand.review();
    }

    @Override
    public Optional<String> storeFault() {
        try {
            store.probe();
            return Optional.empty();
        } catch (StoreProblem e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<String> pem(String id) {
        return bridge.served(id).map(certificate -> Pem.of(certificate.key().chain()));
    }

    @Override
    public String rootPem() throws IOException {
        return authority.rootPem();
    }

    /** In a fleet every node answers, whichever of them orders. */
    private ChallengePresenter presenter(CertificateStore store, Challenges challenges) {
        var local = new ChallengeBridge(challenges);
        if (!store.isShared()) {
            return local;
        }
        var fleet = new SharedChallenges(store, local);
        challenges.askElsewhere(new ChallengeElsewhere(fleet));
        shared = fleet;
        return fleet;
    }

    @Override
    public void close() throws IOException {
        acme.close();
        tickets.close();
        onDemand.close();
        manager.close();
        if (shared != null) {
            shared.close();
        }
        manual.close();
        store.close();
    }

    private void configureManual(CertificatePlan plan) {
        List<ManualFiles> files = plan.manual();
        manual.configure(plan.lifecycle(), files);
        Set<String> gone = new HashSet<>(manualIds);
        manualIds = files.stream().map(ManualFiles::id).collect(Collectors.toSet());
        gone.removeAll(manualIds);
        gone.forEach(bridge::withdraw);
    }

    private Set<String> brought() {
        return manual.statuses().stream()
                .filter(CertificateStatus::serving)
                .flatMap(one -> one.names().stream())
                .collect(Collectors.toSet());
    }

    private void placeholders(Configuration configuration, List<CertificatePolicy> policies) {
        var wanted = new LinkedHashMap<String, List<String>>();
        if (configuration.certificates().whileMissing()
                == CertificateSettings.WhileMissing.SELF_SIGNED) {
            policies.stream()
                    .filter(policy -> !isInternal(policy))
                    // One keeps the place of both halves.
                    .filter(policy -> !wanted.containsValue(policy.names()))
                    .forEach(policy -> wanted.put(policy.id(), policy.names()));
        }
        placeholders.configure(wanted);
    }

    private boolean isInternal(CertificatePolicy policy) {
        return policy.issuers().getFirst() instanceof Issuer.Internal;
    }

    private boolean isMissing(String id) {
        return manager.status(id).map(one -> one.certificate() == null).orElse(false);
    }

    private static boolean isUnused(CertificateStatus status) {
        return status.state() == CertificateStatus.State.UNUSED;
    }

    private void settle(String id, TimelineEntry entry) {
        if (entry.kind() == TimelineEntry.Kind.FAILED) {
            first.settle(id);
        }
        onDemand.recorded(id, entry);
    }
}
