package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.TransferRow.Verdict;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.takeover.ForeignStore;
import dev.quaygate.acme.takeover.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C28: real certbot and real Caddy get certificates from a real authority; we take over, order
 * nothing, and renew with their account.
 */
final class TakeoverXIT {
    @TempDir private Path directory;

    @Test
    void takesOverALineageOfCertbot() throws Exception {
        int port = PebbleServer.freePorts(1).getFirst();
        try (var pebble = PebbleServer.start(PebbleOptions.DEFAULTS.httpPort(port))) {
            Path home = directory.resolve("letsencrypt");
            run(
                    Map.of("REQUESTS_CA_BUNDLE", pebble.tlsRootFile().toString()),
                    "certbot",
                    "certonly",
                    "--standalone",
                    "--non-interactive",
                    "--agree-tos",
                    "--register-unsafely-without-email",
                    "--server",
                    pebble.directory().toString(),
                    "--http-01-port",
                    String.valueOf(port),
                    "--config-dir",
                    home.toString(),
                    "--work-dir",
                    directory.resolve("work").toString(),
                    "--logs-dir",
                    directory.resolve("logs").toString(),
                    "-d",
                    "shop.example.com,www.example.com");

            ForeignStore found = Origin.CERTBOT.read(home, List.of());

            assertThat(found.notes()).anySatisfy(note -> assertThat(note).contains("standalone"));
            assertMovesWithoutAnOrder(found, pebble, port, "www.example.com", "shop.example.com");
        }
    }

    @Test
    void takesOverTheStorageOfCaddy() throws Exception {
        List<Integer> ports = PebbleServer.freePorts(2);
        int port = ports.get(0);
        try (var pebble = PebbleServer.start(PebbleOptions.DEFAULTS.httpPort(port))) {
            Path home = directory.resolve("caddy");
            Path config =
                    Files.writeString(
                            directory.resolve("Caddyfile"),
                            """
                            {
                              admin off
                              http_port %d
                              https_port %d
                              acme_ca %s
                              acme_ca_root %s
                              email ops@example.com
                              storage file_system %s
                            }
                            shop.example.com {
                              respond "caddy"
                            }
                            """
                                    .formatted(
                                            port,
                                            ports.get(1),
                                            pebble.directory(),
                                            pebble.tlsRootFile(),
                                            home));
            // Caddy 2.6 gives up on a Retry-After that is a date, which Pebble sends by lot.
            for (int attempt = 0; attempt < 20 && !issuedByCaddy(home, config); attempt++) {
                assertThat(attempt).as(this::log).isLessThan(19);
            }

            ForeignStore found = Origin.CADDY.read(home, List.of(pebble.directory()));

            assertMovesWithoutAnOrder(found, pebble, port, "shop.example.com");
        }
    }

    private void assertMovesWithoutAnOrder(
            ForeignStore found, PebbleServer pebble, int port, String... names) throws Exception {
        int before = orders(pebble);
        assertThat(before).isPositive();
        var issuer =
                new Issuer.Acme("pebble", pebble.directory(), "me@example.com", null, null, null);
        CertificatePolicy policy =
                RealLife.policy(
                        issuer, List.of(names), new RenewalRule.Auto(), ChallengeType.HTTP_01);
        try (var http = new Http01Server(port);
                var store = FileStore.open(directory.resolve("store"), 3)) {
            List<TransferRow> rows =
                    Transfer.of(found, store, List.of(policy), Instant.now(), true);
            assertThat(rows).extracting(TransferRow::verdict).containsOnly(Verdict.TAKE);
            assertThat(rows).hasSize(2);
            try (var life = new RealLife(store, pebble.tlsRoot(), new Answers(http, null))) {
                life.configure(policy);
                ManagedCertificate first = life.next(names[0]);
                assertThat(first.key().leaf())
                        .isEqualTo(found.certificates().getFirst().key().leaf());
                assertThat(orders(pebble)).as("orders of the move").isEqualTo(before);

                CertificateStatus renewed = life.renew(names[0]);

                assertThat(renewed.state()).isEqualTo(CertificateStatus.State.OK);
                assertThat(orders(pebble)).isEqualTo(before + 1);
                assertThat(pebble.log())
                        .as("their account ordered, with a predecessor")
                        .contains("There are now 1 accounts in memory")
                        .doesNotContain("There are now 2 accounts in memory");
            }
        }
    }

    private static int orders(PebbleServer pebble) throws IOException {
        return (int) Pattern.compile("Added order \"").matcher(pebble.log()).results().count();
    }

    private void run(Map<String, String> environment, String... command) throws Exception {
        Path log = directory.resolve("out.log");
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    /** Runs Caddy until it has its certificate or has failed to get one. */
    private boolean issuedByCaddy(Path home, Path config) throws Exception {
        Path log = directory.resolve("caddy.log");
        var command =
                List.of("caddy", "run", "--adapter", "caddyfile", "--config", config.toString());
        Process caddy =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!exists(home.resolve("certificates"), ".json")) {
                if (Files.readString(log).contains("could not get certificate")) {
                    return false;
                }
                assertThat(System.nanoTime()).as(this::log).isLessThan(limit);
                assertThat(caddy.waitFor(50, TimeUnit.MILLISECONDS)).as(this::log).isFalse();
            }
            return true;
        } finally {
            caddy.destroy();
            caddy.onExit().join();
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("caddy.log"));
        } catch (IOException e) {
            return "no log";
        }
    }

    private static boolean exists(Path folder, String end) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(end));
        }
    }
}
