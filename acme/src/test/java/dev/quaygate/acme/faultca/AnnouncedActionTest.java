package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.Next;
import dev.quaygate.acme.VirtualLife.TurnSeen;
import dev.quaygate.acme.client.CertId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * C22: what the status announces happens at that instant, give or take one look, and nothing
 * happens that was not announced. Names whose validation breaks and heals and whose orders are
 * refused at random, with and without renewal information.
 */
final class AnnouncedActionTest {
    private static final Set<String> ACTIONS = Set.of("order", "renew", "retry");

    /** The sets of a lab take turns; an order of another one takes seconds. */
    private static final Duration OTHERS = Duration.ofSeconds(30);

    private static final Fault REFUSAL =
            new Fault.Problem(400, "rejectedIdentifier", "not today", null);

    @TempDir private Path directory;

    private final Map<String, Next> announced = new HashMap<>();
    private final Random random = new Random(20261129);
    private int attempts;
    private int failures;

    @ParameterizedTest
    @CsvSource({"P45D, 2, false", "P45D, 2, true", "PT160H, 4, true", "PT2H, 4, false"})
    void happensAtTheInstantThatWasShown(Duration life, int names, boolean advised)
            throws IOException {
        try (Lab lab = Lab.at(directory)) {
            Authority ca =
                    lab.direct("ca", CaSettings.defaults().withLife(life), Duration.ofMillis(1));
            if (advised) {
                Map<CertId, RenewalWindow> windows = new HashMap<>();
                ca.windows(id -> windows.computeIfAbsent(id, _ -> window(lab, life)));
            }
            List<CertificatePolicy> policies = new ArrayList<>();
            for (int i = 0; i < names; i++) {
                policies.add(lab.policy("www.site-" + i + ".com", "ca"));
            }
            Duration look = shorter(Duration.ofMinutes(10), life.dividedBy(100));
            lab.life().onTurn(turn -> check(turn, look.plus(OTHERS)));
            lab.life().configure(policies.toArray(CertificatePolicy[]::new));

            for (int step = 0; step < 40; step++) {
                breakOrRepair(lab, "www.site-" + random.nextInt(names) + ".com");
                if (random.nextInt(4) == 0) { // proofs of before may still count
                    ca.script().on(Endpoint.NEW_ORDER, new When.First(1), REFUSAL);
                }
                lab.life().run(life.dividedBy(20));
            }

            System.out.printf(
                    "announced actions: life %s, %d turns, %d attempts, %d of them failed%n",
                    life, lab.life().turns(), attempts, failures);
            assertThat(attempts).isBetween(3 * names, 40 * names);
            assertThat(failures).isPositive();
        }
    }

    private void breakOrRepair(Lab lab, String name) {
        if (random.nextBoolean()) {
            lab.board.breakName(name);
        } else {
            lab.board.repairName(name);
        }
    }

    private RenewalWindow window(Lab lab, Duration life) {
        Instant start = lab.clock.instant().plus(life.dividedBy(100).multipliedBy(30));
        return new RenewalWindow(start, start.plus(life.dividedBy(5)), null, null);
    }

    private void check(TurnSeen turn, Duration tolerance) {
        CertificateStatus after = turn.after();
        Next next = announced.put(after.id(), after.next());
        boolean attempted = !Objects.equals(start(turn.before()), start(after));
        if (attempted) {
            attempts++;
            failures += after.failures() > 0 ? 1 : 0;
        }
        if (next == null) {
            return;
        }
        Instant at = next.at();
        boolean due = ACTIONS.contains(next.action()) && at != null;
        String story = turn.at() + " " + next + " became " + after.next();
        if (attempted) {
            assertThat(due).as(story).isTrue();
            assertThat(turn.at())
                    .as(story)
                    .isBetween(at, Objects.requireNonNull(at).plus(tolerance));
        } else if (due) {
            assertThat(turn.at()).as(story).isBefore(Objects.requireNonNull(at).plus(tolerance));
        }
    }

    private static Object start(CertificateStatus status) {
        var last = status.lastAttempt();
        return last == null ? "none" : last.at();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
