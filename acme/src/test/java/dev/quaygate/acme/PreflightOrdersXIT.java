package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.bind.BindServer;
import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.preflight.Surroundings;
import dev.quaygate.acme.store.FileStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broken set-up is named with its fix, and the authority sees no order: C25. */
final class PreflightOrdersXIT {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final String ZONE =
            """
            good A 127.0.0.1
            none TXT "no address"
            loop CNAME loop2
            loop2 CNAME loop
            caa A 127.0.0.1
            caa CAA 0 issue "other.example"
            critical A 127.0.0.1
            critical CAA 128 unheardof "x"
            """;

    @TempDir private Path directory;

    @Test
    void brokenSetUpsAreNamedWithAFixAndCostNoOrder() throws Exception {
        int port = PebbleServer.freePorts(1).getFirst();
        try (var bind =
                        BindServer.start(
                                BindServer.at("127.0.0.1", port),
                                Map.of("net", "", "pf.net", ZONE),
                                "zone \"broken.net\" { type primary; file \"missing\"; };");
                var http = new Http01Server();
                var pebble =
                        PebbleServer.start(
                                PebbleOptions.DEFAULTS.httpPort(http.port()), bind.authority());
                var store = FileStore.open(directory, 3);
                var manager = manager(store, pebble, bind, http)) {
            Map<String, String> expected =
                    Map.of(
                            "none.pf.net", "QG3001",
                            "loop.pf.net", "QG3009",
                            "caa.pf.net", "QG3004",
                            "critical.pf.net", "QG3004",
                            "www.broken.net", "QG3007",
                            "single", "QG3018");
            manager.configure(
                    LifecycleSettings.defaults(),
                    expected.keySet().stream().map(name -> policy(name, pebble)).toList());

            for (Map.Entry<String, String> one : expected.entrySet()) {
                CertificateStatus status =
                        manager.renew(one.getKey(), true).get(90, TimeUnit.SECONDS);
                var attempt = requireNonNull(status.lastAttempt(), one.getKey());
                var fault = requireNonNull(attempt.error(), one.getKey());
                assertThat(fault.code()).as(one.getKey()).isEqualTo(one.getValue());
                assertThat(fault.fix()).as(one.getKey()).isNotBlank();
            }
            assertThat(pebble.log()).doesNotContain("POST /order-plz");

            manager.configure(LifecycleSettings.defaults(), List.of(policy("good.pf.net", pebble)));
            CertificateStatus good = manager.renew("good.pf.net", true).get(90, TimeUnit.SECONDS);
            assertThat(good.certificate()).as(() -> good.toString()).isNotNull();
            assertThat(pebble.log()).contains("POST /order-plz");
        }
    }

    private static CertificatePolicy policy(String name, PebbleServer pebble) {
        var base =
                CertificatePolicy.of(
                        List.of(name), List.of(Issuer.Acme.of("pebble", pebble.directory())));
        return new CertificatePolicy(
                base.names(),
                base.issuers(),
                null,
                base.keyType(),
                false,
                List.of(ChallengeType.HTTP_01),
                new RenewalRule.Auto(),
                null);
    }

    private static CertificateManager manager(
            FileStore store, PebbleServer pebble, BindServer bind, Http01Server http) {
        var answers = new Answers(http);
        var here =
                new Surroundings(
                        Set.of(InetAddress.ofLiteral("127.0.0.1")), true, true, http.port());
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
                        answers,
                        new Nobody(),
                        CLOCK,
                        new SecureRandom(),
                        new Dns01Solver(store, bind.view()),
                        new Preflight(
                                bind.view(),
                                () -> here,
                                answers::presentHttp01,
                                answers::withdrawHttp01,
                                _ -> true)));
    }

    private record Answers(Http01Server http) implements ChallengePresenter {
        @Override
        public void presentHttp01(String token, String keyAuthorization) {
            http.present(new Http01("any.example.com", token, keyAuthorization));
        }

        @Override
        public void withdrawHttp01(String token) {}

        @Override
        public void presentTlsAlpn01(String name, CertifiedKey certificate) {
            throw new AssertionError("only http-01 may be used");
        }

        @Override
        public void withdrawTlsAlpn01(String name) {}
    }

    private static final class Nobody implements CertificateListener {
        @Override
        public void published(ManagedCertificate certificate) {}

        @Override
        public void withdrawn(ManagedCertificate certificate) {}
    }
}
