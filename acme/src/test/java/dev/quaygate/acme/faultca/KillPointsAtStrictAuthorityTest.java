package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.KillPoints;
import dev.quaygate.acme.store.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF1: the process dies at each file-system call and around each request, next to an authority that
 * keeps its limits and takes no second replacement (RFC 9773 §5).
 */
final class KillPointsAtStrictAuthorityTest {
    private static final String NAME = "shop.example.com";

    @TempDir private Path root;

    @Test
    void losesNothingWhenTheFirstIssuanceDiesAnywhere() throws IOException {
        diesEverywhere("issue", false);
    }

    @Test
    void losesNothingWhenARenewalDiesAnywhere() throws IOException {
        diesEverywhere("renew", true);
    }

    private void diesEverywhere(String what, boolean renewal) throws IOException {
        int points = run(root.resolve(what), new KillPoints(Integer.MAX_VALUE), renewal).points();
        int most = 0;
        int extra = 0;
        List<String> failures = new ArrayList<>();
        for (int fatal = 0; fatal < points; fatal++) {
            try {
                int orders =
                        run(root.resolve(what + fatal), new KillPoints(fatal), renewal).orders();
                most = Math.max(most, orders);
                extra += orders - 1;
            } catch (AssertionError | RuntimeException e) {
                failures.add("point " + fatal + ": " + e);
            }
        }

        System.out.printf(
                "AF1 %s: %d kill points, %d with a second order, at most %d orders, %d failed%n",
                what, points, extra, most, failures.size());
        assertThat(failures).isEmpty();
        assertThat(points).isGreaterThan(100);
    }

    /** Points passed until death or the end, and orders placed in sum. */
    private record Outcome(int points, int orders) {}

    private static Outcome run(Path directory, KillPoints points, boolean renewal)
            throws IOException {
        var armed = new KillPoints[] {KillPoints.none()};
        try (Lab lab = new Lab(() -> open(directory, armed[0]))) {
            Authority ca = lab.direct("ca", CaSettings.defaults().withLimits());
            if (renewal) {
                lab.life().configure(lab.policy(NAME, "ca"));
                lab.life().run(Duration.ofDays(29));
            }
            int before = ca.ledger().orders().size();
            armed[0] = points;
            try {
                ca.killAt((_, _) -> points.pass());
                lab.restart();
                lab.life().configure(lab.policy(NAME, "ca"));
                lab.life().run(Duration.ofDays(renewal ? 3 : 1));
            } catch (SimulatedCrash e) {
                // killed; the machine goes on
            }
            armed[0] = KillPoints.none();
            ca.killAt((_, _) -> {});
            lab.restart();
            lab.life().configure(lab.policy(NAME, "ca"));
            if (renewal) {
                assertThat(lab.life().served()).as("served at once").hasSize(1);
            }
            assertThat(temporary(directory)).isEmpty();

            lab.life().run(Duration.ofDays(4));

            int orders = ca.ledger().orders().size() - before;
            assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
            assertThat(lab.life().served(NAME).generation()).isBetween(1, 3);
            assertThat(orders).as("orders").isBetween(1, 2);
            assertThat(ca.accounts()).as("accounts").isEqualTo(1);
            assertThat(ca.limitRefusals()).isZero();
            assertThat(lab.life().withdrawn()).isEmpty();
            assertThat(lab.store().list("certs/").stream().filter(k -> k.contains("/pending/")))
                    .isEmpty();
            return new Outcome(points.passed(), orders);
        }
    }

    /** The disk of the first open of a process that may die while it opens. */
    private static CertificateStore open(Path directory, KillPoints points) {
        return CrashingDisk.open(directory, points);
    }

    private static List<Path> temporary(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(p -> p.getFileName().toString().startsWith(".tmp-")).toList();
        }
    }
}
