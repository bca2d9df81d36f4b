package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.ManagedCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever goes wrong in whatever order, over restarts, at one authority or at one of two: a served
 * certificate stays until its end, no authority is hammered, and all names heal by themselves when
 * the trouble is over.
 */
final class RandomFaultsTest {
    private static final int SEEDS = FullForm.of(40, 2);
    private static final int PHASES = 45;
    private static final List<String> NAMES =
            IntStream.range(0, 3).mapToObj(i -> "www.site-" + i + ".com").toList();
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.values());
    private static final List<Fault> FAULTS =
            List.of(
                    new Fault.Refuse(),
                    new Fault.HangAtAccept(),
                    new Fault.HangAtHead(),
                    new Fault.Drip(1),
                    new Fault.Status(503, null),
                    new Fault.Status(503, "7200"),
                    new Fault.Status(500, "garbage"),
                    new Fault.Problem(400, "malformed", "no", null),
                    new Fault.Problem(403, "unauthorized", "no", null),
                    new Fault.Problem(403, "userActionRequired", "new terms", null),
                    new Fault.Problem(400, "rejectedIdentifier", "no", null),
                    new Fault.Problem(429, "rateLimited", "too many", "3600"),
                    new Fault.Problem(400, "badCSR", "no", null),
                    new Fault.Problem(500, "serverInternal", "oops", null));

    @TempDir private Path directory;

    private final Map<String, Authority> authorities = new LinkedHashMap<>();
    private final Map<String, Instant> ends = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"P90D", "PT160H", "PT1H"})
    void neverLosesWhatIsServedNorHammersAndHeals(Duration life) throws IOException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            ends.clear();
            authorities.clear();
            try (Lab lab = Lab.at(directory.resolve(life + "-" + seed))) {
                for (String id : seed % 2 == 0 ? List.of("ca", "second") : List.of("ca")) {
                    authorities.put(id, lab.direct(id, CaSettings.defaults().withLife(life)));
                }
                suffer(lab, life, new Random(seed));
                String story = "seed " + seed + ", life " + life;
                for (Authority ca : authorities.values()) {
                    int most = mostOrdersInAnHour(ca);
                    System.out.printf(
                            "random faults: %s: %d faults, %d orders, at most %d an hour%n",
                            story, ca.script().applied(), ca.ledger().orders().size(), most);
                    assertThat(most).as(story).isLessThanOrEqualTo(NAMES.size() * perHour(life));
                }
                heal(lab, life, story);
            }
        }
    }

    private void suffer(Lab lab, Duration life, Random random) {
        start(lab);
        for (int phase = 0; phase < PHASES; phase++) {
            for (Authority ca : authorities.values()) {
                if (random.nextBoolean()) {
                    ca.script().on(any(ENDPOINTS, random), when(random), any(FAULTS, random));
                }
            }
            String name = any(NAMES, random);
            if (random.nextInt(3) == 0) {
                lab.board.breakName(name);
            } else {
                lab.board.repairName(name);
            }
            if (random.nextInt(5) == 0) {
                lab.restart();
                start(lab);
            }
            lab.life().run(life.dividedBy(20));
            nothingIsLost(lab, "phase " + phase);
            authorities.values().forEach(ca -> ca.script().clear());
        }
    }

    private static <T> T any(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static When when(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new When.Always();
            case 1 -> new When.First(1 + random.nextInt(3));
            default -> new When.Chance(0.5, random);
        };
    }

    private void start(Lab lab) {
        lab.life()
                .onPublished(one -> ends.merge(one.id(), end(one), (a, b) -> a.isAfter(b) ? a : b));
        String[] issuers = authorities.keySet().toArray(String[]::new);
        lab.life()
                .configure(
                        NAMES.stream()
                                .map(name -> lab.policy(name, issuers))
                                .toArray(CertificatePolicy[]::new));
        lab.life().run(Duration.ofSeconds(1));
    }

    private static Instant end(ManagedCertificate certificate) {
        return certificate.key().leaf().getNotAfter().toInstant();
    }

    private void nothingIsLost(Lab lab, String story) {
        ends.forEach((set, end) -> {
            if (end.isAfter(lab.clock.instant())) {
                assertThat(lab.life().served()).as(story).containsKey(set);
                assertThat(end(Objects.requireNonNull(lab.life().served().get(set))))
                        .as(story)
                        .isEqualTo(end);
            }
        });
    }

    /** A day is the longest pause after any failure but a limit. */
    private static void heal(Lab lab, Duration life, String story) {
        NAMES.forEach(lab.board::repairName);
        lab.life()
                .run(
                        life.compareTo(Duration.ofDays(1)) < 0
                                ? Duration.ofHours(30)
                                : Duration.ofDays(4));
        for (String name : NAMES) {
            CertificateStatus status = lab.life().status(name);
            assertThat(status.state())
                    .as(story + ": " + status)
                    .isEqualTo(CertificateStatus.State.OK);
        }
    }

    /** The floor between two tries of a name, and a hand over which faults take turns. */
    private static int perHour(Duration life) {
        return life.compareTo(Duration.ofHours(2)) < 0 ? 52 : 8;
    }

    private static int mostOrdersInAnHour(Authority ca) {
        var hour = new ArrayDeque<Instant>();
        int most = 0;
        for (Ledger.Entry order : ca.ledger().of(Endpoint.NEW_ORDER)) {
            hour.add(order.at());
            while (hour.peekFirst().isBefore(order.at().minus(Duration.ofHours(1)))) {
                hour.removeFirst();
            }
            most = Math.max(most, hour.size());
        }
        return most;
    }
}
