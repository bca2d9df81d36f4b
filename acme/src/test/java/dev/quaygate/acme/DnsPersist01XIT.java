package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.bind.BindServer;
import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.dns.ZoneUpdate;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dns-persist-01 with a real name server and a real authority: C5. */
final class DnsPersist01XIT {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path directory;

    @Test
    void oneRecordWrittenOnceProvesAWildcardTwice() throws Exception {
        try (var bind = bind(Map.of("ex.test", ""));
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS, bind.authority());
                var store = FileStore.open(directory, 3);
                var manager = manager(store, pebble, new Dns01Solver(store, bind.view()))) {
            CertificatePolicy policy = policy(pebble);
            manager.configure(LifecycleSettings.defaults(), List.of(policy));
            CertificateStatus missing = manager.renew(policy.id(), true).get(60, TimeUnit.SECONDS);
            var fault = requireNonNull(requireNonNull(missing.lastAttempt()).error());
            assertThat(fault.code()).isEqualTo("QG3034");

            String line = manager.dnsRecords("*.ex.test").getFirst();
            assertThat(fault.detail()).contains(line);
            assertThat(line)
                    .startsWith("_validation-persist.ex.test. IN TXT \"pebble.letsencrypt.org;")
                    .endsWith("; policy=wildcard\"");
            String value = line.substring(line.indexOf('"') + 1, line.length() - 1);
            var key = new ZoneUpdate.TsigKey(BindServer.KEY, "hmac-sha256", BindServer.SECRET);
            new ZoneUpdate(bind.address(), key, Duration.ofSeconds(5))
                    .add("ex.test", "_validation-persist.ex.test", value, Duration.ofMinutes(1));

            // A question may be answered by the attempt that is just ending.
            int generation = 0;
            for (int asked = 0; asked < 5 && generation < 2; asked++) {
                CertificateStatus status =
                        manager.renew(policy.id(), true).get(60, TimeUnit.SECONDS);
                var certificate = status.certificate();
                generation = certificate == null ? 0 : certificate.generation();
            }
            assertThat(generation).isEqualTo(2);
            assertThat(bind.updates()).as("only the one of this test").hasSize(1);
        }
    }

    private static CertificatePolicy policy(PebbleServer pebble) {
        var base =
                CertificatePolicy.of(
                        List.of("*.ex.test", "ex.test"),
                        List.of(Issuer.Acme.of("pebble", pebble.directory())));
        return new CertificatePolicy(
                base.names(),
                base.issuers(),
                null,
                base.keyType(),
                false,
                List.of(ChallengeType.DNS_PERSIST_01),
                new RenewalRule.Auto(),
                null);
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

    private static final class Listener implements CertificateListener {
        @Override
        public void published(ManagedCertificate certificate) {}

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
