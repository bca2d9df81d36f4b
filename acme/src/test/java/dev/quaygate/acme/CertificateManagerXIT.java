package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.pebble.TlsAlpn01Server;
import dev.quaygate.acme.store.FileStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop with its threads against a real authority: C1, C3, C8, C18. */
final class CertificateManagerXIT {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path directory;

    private final BlockingQueue<ManagedCertificate> published = new LinkedBlockingQueue<>();

    @Test
    void issuesByTlsAlpnRenewsInTimeAndServesAfterARestart() throws Exception {
        try (var http = new Http01Server();
                var tls = new TlsAlpn01Server();
                var pebble =
                        PebbleServer.start(
                                new PebbleOptions(
                                        http.port(), tls.port(), Map.of(), 5, 0, 0, Map.of(), 60));
                var store = FileStore.open(directory, 3)) {
            var issuer = Issuer.Acme.of("pebble", pebble.directory());
            var base =
                    CertificatePolicy.of(
                            List.of("a.example.com", "b.example.com"), List.of(issuer));
            // A third of the life, so that a slow machine still renews in time.
            var defaults =
                    new CertificatePolicy(
                            base.names(),
                            base.issuers(),
                            null,
                            base.keyType(),
                            false,
                            base.challenges(),
                            new RenewalRule.At(1 / 3.0),
                            null);
            var internal =
                    CertificatePolicy.of(
                            List.of("app.localhost"),
                            List.of(new Issuer.Internal("internal", Duration.ofDays(7))));

            try (var manager = manager(store, pebble, http, tls)) {
                manager.configure(LifecycleSettings.defaults(), List.of(defaults, internal));
                ManagedCertificate first = next("a.example.com");
                assertThat(first.names())
                        .containsExactlyInAnyOrder("a.example.com", "b.example.com");
                assertThat(manager.status("app.localhost").orElseThrow().state())
                        .isEqualTo(State.OK);

                ManagedCertificate renewed = next("a.example.com");
                assertThat(renewed.generation()).isEqualTo(2);
                assertThat(CLOCK.instant()).isBefore(first.key().leaf().getNotAfter().toInstant());
                assertThat(manager.status("a.example.com").orElseThrow().failures()).isZero();

                // The first question may be answered by the attempt that is just ending.
                manager.renew("b.example.com", false).get(30, TimeUnit.SECONDS);
                CertificateStatus asked =
                        manager.renew("b.example.com", false).get(30, TimeUnit.SECONDS);
                assertThat(asked.state()).isEqualTo(State.OK);
                assertThat(requireNonNull(asked.certificate()).generation())
                        .isGreaterThanOrEqualTo(3);
            }
            published.clear();
            try (var manager = manager(store, pebble, http, tls)) {
                manager.configure(LifecycleSettings.defaults(), List.of(defaults, internal));
                assertThat(published)
                        .extracting(ManagedCertificate::id)
                        .contains(defaults.id(), internal.id());
            }
        }
    }

    private CertificateManager manager(
            FileStore store, PebbleServer pebble, Http01Server http, TlsAlpn01Server tls) {
        var authority =
                new InternalAuthority(
                        new StoredAuthorityFiles(store),
                        InternalNames.of(InternalNames.DEFAULTS),
                        CLOCK,
                        new SecureRandom());
        return new CertificateManager(
                new CertificateManager.Environment(
                        store,
                        issuer ->
                                new Acme4jClient(
                                        AcmeEndpoint.of(issuer.directory(), "quaygate-test")
                                                .withRoots(List.of(pebble.tlsRoot())),
                                        CLOCK),
                        (names, key, life) ->
                                authority.issue(names, key, life, InternalAuthority.Purpose.SERVER),
                        new Answers(http, tls),
                        new Listener(),
                        CLOCK,
                        new SecureRandom()));
    }

    private ManagedCertificate next(String name) throws InterruptedException {
        while (true) {
            ManagedCertificate certificate = published.poll(60, TimeUnit.SECONDS);
            assertThat(certificate)
                    .as("a certificate for " + name + " within a minute")
                    .isNotNull();
            if (requireNonNull(certificate).names().contains(name)) {
                return certificate;
            }
        }
    }

    private final class Listener implements CertificateListener {
        @Override
        public void published(ManagedCertificate certificate) {
            published.add(certificate);
        }

        @Override
        public void withdrawn(ManagedCertificate certificate) {
            throw new AssertionError("withdrawn: " + certificate.names());
        }
    }
}
