package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * C19: the process dies without a word at random moments of an issuance. Once a certificate is
 * stored nothing is ordered for it again, what is served is whole, and no file is there that others
 * may read.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class CertificatesKillXIT {
    private static final int KILLS = Length.of(20, 50);
    private static final int LONGEST_MS = 1_500;

    @Test
    void issuesInTheEndWithAtMostOneMoreOrderPerKillAndNoneOnceStored() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS)) {
            String yaml = stage.yaml("", "a.test");
            int before = 0;
            int killsOfThisLife = 0;
            int storedLives = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                boolean stored = isStored(stage);
                if (stored) {
                    storedLives++;
                }
                runAndKill(stage, yaml, Duration.ofMillis(random.nextInt(LONGEST_MS)));
                killsOfThisLife++;
                assertThat(stage.orders() - before)
                        .as("orders after %d kills, seed %d", killsOfThisLife, seed)
                        .isLessThanOrEqualTo(killsOfThisLife);
                if (stored) {
                    before = stage.orders();
                    killsOfThisLife = 0;
                    forget(stage.dir().resolve("state"));
                }
            }
            int orders = stage.orders();
            boolean stored = isStored(stage);
            try (var last = stage.start(yaml)) {
                JsonNode settled = stage.await(last, "a.test", CertificatesKillXIT::isSettled);
                if (settled.at("/next/action").asString().equals("retry")) {
                    // The authority looked for the proof while nobody was there to show it.
                    last.cli("certs", "renew", "a.test", "--force");
                }
                stage.awaitIssued(last, "a.test");
                assertThat(stage.isTrusted(stage.shown("a.test"), "a.test"))
                        .as("seed %d", seed)
                        .isTrue();
                assertThat(stage.orders() - orders)
                        .as("orders of the last run, seed %d", seed)
                        .isLessThanOrEqualTo(stored ? 0 : 1);
            }
            assertThat(stage.orders()).as("seed %d", seed).isPositive();
            System.out.printf(
                    "seed %d: %d kills, %d orders, %d runs found a certificate%n",
                    seed, KILLS, stage.orders(), storedLives);
        }
    }

    /** A run that found a certificate in its store must not order at all. */
    private static void runAndKill(AcmeStage stage, String yaml, Duration moment)
            throws IOException, InterruptedException {
        int orders = stage.orders();
        boolean stored = isStored(stage);
        Files.deleteIfExists(stage.dir().resolve("admin.sock"));
        Quaygate run = Quaygate.launchOn(stage.dir(), stage.http(), stage.https(), yaml);
        try {
            // From the first sign of life on, so that the moments fall into the issuance.
            run.awaitReady();
            if (stored) {
                assertThat(stage.isTrusted(stage.shown("a.test"), "a.test"))
                        .as("the stored certificate is served, whole")
                        .isTrue();
            }
            assertThat(run.awaitExit(moment)).as("the program ended by itself").isEqualTo(-1);
        } finally {
            run.kill();
        }
        assertThat(run.output()).as("half a file was found").doesNotContain("store.damaged");
        assertPrivate(stage.dir().resolve("state"));
        if (stored) {
            assertThat(stage.orders()).as("orders though one is stored").isEqualTo(orders);
        }
    }

    /** Also what was being written when the process died. */
    private static void assertPrivate(Path state) throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            assertThat(files)
                    .allSatisfy(file ->
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(file)))
                                    .as("mode of %s", file)
                                    .isEqualTo(
                                            Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    private static boolean isSettled(JsonNode status) {
        return status.has("serial") || status.at("/next/action").asString().equals("retry");
    }

    private static boolean isStored(AcmeStage stage) throws IOException {
        Path state = stage.dir().resolve("state");
        if (!Files.exists(state)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(state)) {
            return files.anyMatch(file -> file.getFileName().toString().equals("current"));
        }
    }

    private static void forget(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
