package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.KillPoints;
import dev.quaygate.acme.store.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF1: the process dies at every file-system call (before, in the middle, after) and around every
 * call to the authority; the next one must lose nothing and place at most one more order.
 */
final class KillPointTest {
    private static final String NAME = "shop.example.com";

    @TempDir private Path root;

    @Test
    void losesNothingWhenTheFirstIssuanceDiesAnywhere() throws IOException {
        int points = run(root.resolve("whole"), Integer.MAX_VALUE, false);

        for (int point = 0; point < points; point++) {
            run(root.resolve("killed-" + point), point, false);
        }

        System.out.println("kill points of a first issuance: " + points);
        assertThat(points).isGreaterThan(100);
    }

    @Test
    void losesNothingWhenARenewalDiesAnywhere() throws IOException {
        int points = run(root.resolve("whole"), Integer.MAX_VALUE, true);

        for (int point = 0; point < points; point++) {
            run(root.resolve("killed-" + point), point, true);
        }

        System.out.println("kill points of a renewal: " + points);
        assertThat(points).isGreaterThan(100);
    }

    /**
     * Lives through one issuance or renewal that is killed at a point, restarts and judges; gives
     * the points passed.
     */
    private static int run(Path directory, int fatal, boolean renewal) throws IOException {
        var clock = new VirtualClock();
        var ca = new FakeAuthority(clock);
        if (renewal) {
            issueFirst(directory, clock, ca);
        }
        int ordersBefore = ca.ordered.size();
        var points = new KillPoints(fatal);
        boolean killed = liveUntilKilled(directory, clock, ca, points);
        assertThat(killed).isEqualTo(fatal != Integer.MAX_VALUE);

        FileStore store = CrashingDisk.open(directory, KillPoints.none());
        try {
            var life = new TestLife(store, clock, Map.of("fake", ca));
            life.configure(TestLife.policy(NAME));
            if (renewal) {
                assertThat(life.published).as("served at once after point %d", fatal).hasSize(1);
            }
            assertThat(temporaryFiles(directory)).as("left after point %d", fatal).isEmpty();
            life.run(Duration.ofDays(1));
            var status = life.manager.status(NAME).orElseThrow();
            assertThat(status.state())
                    .as("after point %d", fatal)
                    .isEqualTo(CertificateStatus.State.OK);
            assertThat(life.latest().obtainedAt())
                    .isAfter(clock.instant().minus(Duration.ofDays(3)));
            assertThat(ca.ordered.size() - ordersBefore)
                    .as("orders after point %d", fatal)
                    .isBetween(1, 2);
            assertThat(ca.accounts).hasSize(1);
            assertThat(life.presented).isEmpty();
            assertThat(store.list("certs/").stream().filter(key -> key.contains("/pending/")))
                    .isEmpty();
        } finally {
            store.close();
        }
        return points.passed();
    }

    private static void issueFirst(Path directory, VirtualClock clock, FakeAuthority ca) {
        try (FileStore store = CrashingDisk.open(directory, KillPoints.none())) {
            var life = new TestLife(store, clock, Map.of("fake", ca));
            life.configure(TestLife.policy(NAME));
            life.run(Duration.ofMinutes(1));
        }
        clock.advance(Duration.ofDays(60)); // due by life
    }

    private static boolean liveUntilKilled(
            Path directory, VirtualClock clock, FakeAuthority ca, KillPoints points) {
        FileStore store = null;
        try {
            store = CrashingDisk.open(directory, points);
            ca.fault = (_, _) -> points.pass();
            var life = new TestLife(store, clock, Map.of("fake", ca));
            life.configure(TestLife.policy(NAME));
            life.run(Duration.ofMinutes(1));
            return false;
        } catch (SimulatedCrash e) {
            return true;
        } finally {
            ca.fault = (_, _) -> {};
            if (store != null) {
                store.close(); // the operating system frees the lock of a dead process
            }
        }
    }

    private static List<Path> temporaryFiles(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> path.getFileName().toString().startsWith(".tmp-")).toList();
        }
    }
}
