package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.bind.BindServer;
import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.dns.ZoneUpdate;
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

/** dns-persist-01 with a real name server and a real authority: C5. */
final class DnsPersist01XIT {
    @TempDir private Path directory;

    @Test
    void oneRecordWrittenOnceProvesAWildcardTwice() throws Exception {
        try (var bind = bind(Map.of("ex.test", ""));
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS, bind.authority());
                var store = FileStore.open(directory, 3);
                var life =
                        new RealLife(
                                store, pebble.tlsRoot(), new Dns01Solver(store, bind.view()))) {
            life.configure(
                    RealLife.policy(
                            pebble.directory(),
                            List.of("*.ex.test", "ex.test"),
                            ChallengeType.DNS_PERSIST_01));
            CertificateStatus missing = life.renew("ex.test");
            var fault = requireNonNull(requireNonNull(missing.lastAttempt()).error());
            assertThat(fault.code()).isEqualTo("QG3034");

            String line = life.manager().dnsRecords("*.ex.test").getFirst();
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
                CertificateStatus status = life.renew("ex.test");
                var certificate = status.certificate();
                generation = certificate == null ? 0 : certificate.generation();
            }
            assertThat(generation).isEqualTo(2);
            assertThat(bind.updates()).as("only the one of this test").hasSize(1);
        }
    }

    private static BindServer bind(Map<String, String> zones) throws Exception {
        int port = PebbleServer.freePorts(1).getFirst();
        return BindServer.start(BindServer.at("127.0.0.1", port), zones);
    }
}
