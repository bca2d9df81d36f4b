package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.bind.BindServer;
import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.preflight.Surroundings;
import dev.quaygate.acme.store.FileStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broken set-up is named with its fix, and the authority sees no order: C25. */
final class PreflightOrdersXIT {
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
                var life = life(store, pebble, bind, http)) {
            Map<String, String> expected =
                    Map.of(
                            "none.pf.net", "QG3001",
                            "loop.pf.net", "QG3009",
                            "caa.pf.net", "QG3004",
                            "critical.pf.net", "QG3004",
                            "www.broken.net", "QG3007",
                            "single", "QG3018");
            life.configure(
                    expected.keySet().stream()
                            .map(name -> policy(name, pebble))
                            .toArray(CertificatePolicy[]::new));

            for (Map.Entry<String, String> one : expected.entrySet()) {
                CertificateStatus status = life.renew(one.getKey());
                var attempt = requireNonNull(status.lastAttempt(), one.getKey());
                var fault = requireNonNull(attempt.error(), one.getKey());
                assertThat(fault.code()).as(one.getKey()).isEqualTo(one.getValue());
                assertThat(fault.fix()).as(one.getKey()).isNotBlank();
            }
            assertThat(pebble.log()).doesNotContain("POST /order-plz");

            life.configure(policy("good.pf.net", pebble));
            CertificateStatus good = life.renew("good.pf.net");
            assertThat(good.certificate()).as(() -> good.toString()).isNotNull();
            assertThat(pebble.log()).contains("POST /order-plz");
        }
    }

    private static CertificatePolicy policy(String name, PebbleServer pebble) {
        return RealLife.policy(pebble.directory(), List.of(name), ChallengeType.HTTP_01);
    }

    private static RealLife life(
            FileStore store, PebbleServer pebble, BindServer bind, Http01Server http) {
        var answers = new Answers(http, null);
        var here =
                new Surroundings(
                        Set.of(InetAddress.ofLiteral("127.0.0.1")), true, true, http.port(), null);
        var preflight =
                new Preflight(
                        bind.view(),
                        () -> here,
                        answers::presentHttp01,
                        answers::withdrawHttp01,
                        _ -> true);
        var solver = new Dns01Solver(store, bind.view());
        return new RealLife(store, pebble.tlsRoot(), answers, solver, preflight);
    }
}
