package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.LifecycleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AF12: the authority is down for a quarter of a life, from the instant the renewal was due. */
final class OutageAtEachLifeTest {
    private static final int NAMES = FullForm.of(100, 20);

    /**
     * A lab takes one order after the other, each with its pauses of a second: no more of them fit
     * into the shortest life.
     */
    private static final int MOST_AT_FIVE_MINUTES = 20;

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"P90D", "P45D", "PT160H", "PT1H", "PT5M"})
    void renewsAllInTimeAfterAnOutageOfAQuarterOfTheLife(Duration length) throws IOException {
        boolean shortest = length.compareTo(Duration.ofHours(1)) < 0;
        int together = shortest ? Math.min(NAMES, MOST_AT_FIVE_MINUTES) : NAMES;
        for (int first = 0; first < NAMES; first += together) {
            renewsAll(length, first, together);
        }
    }

    private void renewsAll(Duration length, int first, int names) throws IOException {
        try (Lab lab = Lab.at(directory.resolve("from-" + first))) {
            Authority ca =
                    lab.direct("ca", CaSettings.defaults().withLife(length), latency(length));
            var uptime = new Uptime();
            lab.life().onPublished(c -> uptime.published(c, lab.clock.instant()));
            List<CertificatePolicy> policies = new ArrayList<>();
            for (int i = first; i < first + names; i++) {
                policies.add(lab.policy("www.site-" + i + ".com", "ca"));
            }
            lab.life().skipIdleTurns();
            lab.life().configure(LifecycleSettings.defaults(), policies);
            Instant start = lab.clock.instant();
            double due = length.compareTo(Duration.ofDays(10)) < 0 ? 0.45 : 0.61;
            lab.life().runUntil(start.plus(part(length, due)));
            assertThat(uptime.sets()).isEqualTo(names);
            Instant up = lab.clock.instant().plus(part(length, 0.25));
            ca.script()
                    .everywhere(
                            new When.While(() -> lab.clock.instant().isBefore(up)),
                            new Fault.Refuse());

            lab.life().runUntil(start.plus(part(length, 1.05)));

            Instant end = lab.clock.instant();
            System.out.printf(
                    "AF12: life %s: %d of %d renewed, %d orders, %s without certificate%n",
                    length,
                    lab.life().served().values().stream().filter(c -> c.generation() > 1).count(),
                    names,
                    ca.ledger().orders().size(),
                    uptime.without(end));
            assertThat(lab.life().served().values()).allMatch(c -> c.generation() > 1);
            assertThat(uptime.without(end)).isZero();
            assertThat(lab.life().withdrawn()).isEmpty();
        }
    }

    /** A hundred orders one after the other must fit into a short life. */
    private static Duration latency(Duration life) {
        return life.compareTo(Duration.ofHours(2)) < 0
                ? Duration.ofMillis(1)
                : Duration.ofMillis(100);
    }

    private static Duration part(Duration length, double part) {
        return Duration.ofMillis(Math.round(length.toMillis() * part));
    }
}
