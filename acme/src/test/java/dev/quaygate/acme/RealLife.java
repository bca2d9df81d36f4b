package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.store.CertificateStore;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A manager with its threads, the real client and the machine's clock, next to a real authority.
 */
public final class RealLife implements CertificateListener, AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();

    private final CertificateManager manager;
    private final BlockingQueue<ManagedCertificate> published = new LinkedBlockingQueue<>();

    /** Proves names by http-01 and tls-alpn-01. */
    public RealLife(CertificateStore store, X509Certificate tlsRoot, ChallengePresenter answers) {
        this(store, tlsRoot, answers, new Dns01Solver(store), null);
    }

    /** Proves names by DNS only. */
    public RealLife(CertificateStore store, X509Certificate tlsRoot, Dns01Solver solver) {
        this(store, tlsRoot, new Answers(null, null), solver, null);
    }

    public RealLife(
            CertificateStore store,
            X509Certificate tlsRoot,
            ChallengePresenter answers,
            Dns01Solver solver,
            @Nullable Preflight preflight) {
        manager =
                new CertificateManager(
                        new CertificateManager.Environment(
                                store,
                                issuer ->
                                        new Acme4jClient(
                                                AcmeEndpoint.of(issuer.directory(), "quaygate-test")
                                                        .withRoots(List.of(tlsRoot))
                                                        .withPace(1000),
                                                CLOCK),
                                (_, _, _) -> {
                                    throw new IllegalArgumentException("no internal names here");
                                },
                                answers,
                                this,
                                CLOCK,
                                new SecureRandom(),
                                solver,
                                preflight));
    }

    /** Usual in all but the ways to prove names. */
    public static CertificatePolicy policy(
            URI directory, List<String> names, ChallengeType... challenges) {
        return policy(Issuer.Acme.of("ca", directory), names, new RenewalRule.Auto(), challenges);
    }

    public static CertificatePolicy policy(
            Issuer issuer, List<String> names, RenewalRule rule, ChallengeType... challenges) {
        var usual = CertificatePolicy.of(names, List.of(issuer));
        return new CertificatePolicy(
                usual.names(),
                usual.issuers(),
                usual.profile(),
                usual.keyType(),
                usual.reuseKey(),
                List.of(challenges),
                rule,
                usual.preferredChain());
    }

    public CertificateManager manager() {
        return manager;
    }

    public void configure(CertificatePolicy... policies) {
        manager.configure(LifecycleSettings.defaults(), List.of(policies));
    }

    /** The next certificate that is published. */
    public ManagedCertificate next() throws InterruptedException {
        ManagedCertificate certificate = published.poll(120, TimeUnit.SECONDS);
        assertThat(certificate).as("a certificate within two minutes").isNotNull();
        return requireNonNull(certificate);
    }

    /** The next certificate that is published for a name. */
    public ManagedCertificate next(String name) throws InterruptedException {
        while (true) {
            ManagedCertificate certificate = published.poll(120, TimeUnit.SECONDS);
            assertThat(certificate)
                    .as(() -> "a certificate for " + name + "; " + manager.timeline(name))
                    .isNotNull();
            if (requireNonNull(certificate).names().contains(name)) {
                return certificate;
            }
        }
    }

    /** Renews at once. */
    public CertificateStatus renew(String name) throws Exception {
        return manager.renew(name, true).get(90, TimeUnit.SECONDS);
    }

    @Override
    public void published(ManagedCertificate certificate) {
        published.add(certificate);
    }

    @Override
    public void withdrawn(ManagedCertificate certificate) {
        published.remove(certificate);
    }

    @Override
    public void close() {
        manager.close();
    }
}
