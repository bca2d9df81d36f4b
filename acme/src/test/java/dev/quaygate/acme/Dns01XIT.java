package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.bind.BindServer;
import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.challenge.DnsZone;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.store.FileStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dns-01 by RFC 2136 with a real name server and a real authority: C4, C6, C7. */
final class Dns01XIT {
    @TempDir private Path directory;

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

    private static ManagedCertificate issue(
            BindServer bind, PebbleServer pebble, FileStore store, List<String> names)
            throws Exception {
        var solver = new Dns01Solver(store, bind.view());
        solver.configure(List.of(zone(bind)));
        try (var life = new RealLife(store, pebble.tlsRoot(), solver)) {
            life.configure(RealLife.policy(pebble.directory(), names, ChallengeType.DNS_01));
            return life.next(names.getFirst());
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
}
