package dev.quaygate.app;

import dev.quaygate.acme.CertificateManager;
import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.ManualCertificates;
import dev.quaygate.acme.ManualFiles;
import dev.quaygate.acme.SharedChallenges;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.state.CertificateDesk;
import dev.quaygate.app.state.Version;
import dev.quaygate.proxy.server.ProxyServer;
import dev.quaygate.proxy.tls.Challenges;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All certificates of the process and where they come from. Any thread but an event loop. */
final class Certificates implements CertificateDesk, AutoCloseable {
    private static final Duration INTERNAL_LIMIT = Duration.ofSeconds(5);

    private final ProxyServer proxy;
    private final CertificateStore store;
    private final Authority authority;
    private final Placeholders placeholders;
    private final CertificateBridge bridge;
    private final CertificateManager manager;
    private final ManualCertificates manual;
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private @Nullable SharedChallenges shared; // null unless there is a fleet
    private Set<String> manualIds = Set.of();
    private Set<String> policyIds = Set.of();

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
                        });
        manager =
                new CertificateManager(
                        new CertificateManager.Environment(
                                store,
                                issuer -> client(issuer, clock),
                                authority,
                                presenter(store, proxy.challenges()),
                                bridge,
                                clock,
                                random));
        manual = new ManualCertificates(bridge, clock);
    }

    /** Serves what the store has, before the first connection is accepted; orders nothing. */
    void publishStored(Configuration configuration) {
        var plan = new CertificatePlan(configuration);
        authority.configure(configuration.certificates().internal());
        manager.configure(plan.lifecycle(), List.of());
        configureManual(plan);
        placeholders(configuration, plan.policies(brought()));
    }

    /**
     * Makes these the wanted certificates; returns when internal ones are there.
     *
     * @return how many will be ordered because of this call
     */
    synchronized int configure(Configuration configuration) {
        var plan = new CertificatePlan(configuration);
        authority.configure(configuration.certificates().internal());
        proxy.challenges()
                .unknownTokens(
                        configuration.certificates().unknownTokens()
                                == CertificateSettings.UnknownTokens.ROUTE);
        configureManual(plan);
        List<CertificatePolicy> policies = plan.policies(brought());
        placeholders(configuration, policies);
        List<CertificatePolicy> internal = policies.stream().filter(this::isInternal).toList();
        internal.forEach(policy -> awaited.put(policy.id(), new CountDownLatch(1)));
        manager.configure(plan.lifecycle(), policies);
        internal.forEach(this::await);
        awaited.clear();
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
        return manager.status(idOrName)
                .or(() ->
                        manual.statuses().stream()
                                .filter(one ->
                                        one.id().equals(idOrName) || one.names().contains(idOrName))
                                .findFirst());
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

    /** Our own authority answers at once, so that the first handshake finds its certificate. */
    private void await(CertificatePolicy policy) {
        CountDownLatch latch = awaited.get(policy.id());
        try {
            // Not the status: it knows of a certificate a moment before handshakes do.
            if (latch != null && bridge.served(policy.id()).isEmpty()) {
                boolean _ = latch.await(INTERNAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(String id, TimelineEntry entry) {
        CountDownLatch latch = awaited.get(id);
        boolean settled =
                entry.kind() == TimelineEntry.Kind.PUBLISHED
                        || entry.kind() == TimelineEntry.Kind.FAILED;
        if (latch != null && settled) {
            latch.countDown();
        }
    }

    private static Acme4jClient client(Issuer.Acme issuer, InstantSource clock) {
        var endpoint = AcmeEndpoint.of(issuer.directory(), "quaygate/" + Version.text());
        Path roots = issuer.caRoot();
        if (roots == null) {
            return new Acme4jClient(endpoint, clock);
        }
        try {
            List<X509Certificate> certificates =
                    new ArrayList<>(Pem.certificates(Files.readString(roots)));
            return new Acme4jClient(endpoint.withRoots(certificates), clock);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "issuer " + issuer.id() + ": caRoot: cannot read " + roots, e);
        }
    }
}
