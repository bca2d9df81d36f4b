package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.bind.BindServer;
import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.challenge.DnsZone;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
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

/** dns-01 by RFC 2136 with a real name server and a real authority: C4, C6, C7. */
final class Dns01XIT {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path directory;

    private final BlockingQueue<ManagedCertificate> published = new LinkedBlockingQueue<>();

    @Test
    void wildcardAndApexAreIssuedAndTheirTwoValuesComeAndGo() throws Exception {
        try (var bind = bind(Map.of("ex.test", "@ TXT \"not ours\"\n_acme-challenge TXT \"old\""));
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS, bind.authority());
                var store = FileStore.open(directory, 3)) {
            ManagedCertificate certificate =
                    issue(bind, pebble, store, List.of("*.ex.test", "ex.test"));

            assertThat(certificate.names()).containsExactlyInAnyOrder("*.ex.test", "ex.test");
            assertThat(bind.updates()).filteredOn(line -> line.contains("adding")).hasSize(2);
            assertThat(bind.updates()).filteredOn(line -> line.contains("deleting")).hasSize(2);
            assertThat(bind.texts("_acme-challenge.ex.test")).containsExactly("old");
            assertThat(store.list("challenges/")).isEmpty();
        }
    }

    @Test
    void aDelegatedChallengeIsWrittenAtTheTargetOnly() throws Exception {
        var zones =
                Map.of(
                        "ex.test", "_acme-challenge.www CNAME www.ex.deleg.test.",
                        "deleg.test", "");
        try (var bind = bind(zones);
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS, bind.authority());
                var store = FileStore.open(directory, 3)) {
            issue(bind, pebble, store, List.of("www.ex.test"));

            assertThat(bind.updates())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("www.ex.deleg.test"));
        }
    }

    private ManagedCertificate issue(
            BindServer bind, PebbleServer pebble, FileStore store, List<String> names)
            throws Exception {
        var issuer = Issuer.Acme.of("pebble", pebble.directory());
        var base = CertificatePolicy.of(names, List.of(issuer));
        var policy =
                new CertificatePolicy(
                        base.names(),
                        base.issuers(),
                        null,
                        base.keyType(),
                        false,
                        List.of(ChallengeType.DNS_01),
                        new RenewalRule.Auto(),
                        null);
        var solver = new Dns01Solver(store, bind.view());
        solver.configure(List.of(zone(bind)));
        try (var manager = manager(store, pebble, solver)) {
            manager.configure(LifecycleSettings.defaults(), List.of(policy));
            ManagedCertificate certificate = published.poll(60, TimeUnit.SECONDS);
            assertThat(certificate)
                    .as(() -> "issued; " + manager.timeline(policy.id()))
                    .isNotNull();
            return requireNonNull(certificate);
        }
    }

    private static DnsZone zone(BindServer bind) {
        var options =
                Map.of(
                        "server", bind.authority(),
                        "key", BindServer.KEY,
                        "secret", BindServer.SECRET);
        return new DnsZone(
                List.of("ex.test"),
                "rfc2136",
                new ProviderOptions(options, Duration.ofSeconds(10)),
                Duration.ofMinutes(1),
                true,
                DnsZone.Propagation.DEFAULT);
    }

    private static BindServer bind(Map<String, String> zones) throws Exception {
        int port = PebbleServer.freePorts(1).getFirst();
        return BindServer.start(BindServer.at("127.0.0.1", port), zones);
    }

    private CertificateManager manager(FileStore store, PebbleServer pebble, Dns01Solver solver) {
        return new CertificateManager(
                new CertificateManager.Environment(
                        store,
                        issuer ->
                                new Acme4jClient(
                                        AcmeEndpoint.of(issuer.directory(), "quaygate-test")
                                                .withRoots(List.of(pebble.tlsRoot())),
                                        CLOCK),
                        (_, _, _) -> {
                            throw new IllegalArgumentException("no internal names here");
                        },
                        new NoAnswers(),
                        new Listener(),
                        CLOCK,
                        new SecureRandom(),
                        solver,
                        null));
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

    private static final class NoAnswers implements ChallengePresenter {
        @Override
        public void presentHttp01(String token, String keyAuthorization) {
            throw new AssertionError("only DNS may be used");
        }

        @Override
        public void withdrawHttp01(String token) {}

        @Override
        public void presentTlsAlpn01(String name, CertifiedKey certificate) {
            throw new AssertionError("only DNS may be used");
        }

        @Override
        public void withdrawTlsAlpn01(String name) {}
    }
}
