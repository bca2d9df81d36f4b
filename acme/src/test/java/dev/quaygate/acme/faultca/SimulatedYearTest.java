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
import org.junit.jupiter.api.Test;

/**
 * The sum of all promises: a year of names with lives of 90 days, 45 days and 160 hours, at an
 * authority with the limits of production that is down a quarter of the time.
 */
final class SimulatedYearTest {
    private static final int PORTION = 250;

    @Test
    void neverServesAnExpiredCertificateAndNeverMeetsALimit() throws IOException {
        int names = Integer.getInteger("quaygate.year.names", FullForm.of(2000, 45));
        Duration time = Duration.ofDays(FullForm.of(365, 60));
        Path directory = Scratch.directory("year");
        try (Lab lab = Lab.at(directory)) {
            Authority ca = lab.direct("ca", CaSettings.defaults().withLimits());
            ca.ledger().keepOrdersOnly();
            Instant start = lab.clock.instant();
            var outages =
                    new Outages(
                            start.plus(Duration.ofDays(2)),
                            time,
                            1 / 4.0,
                            Duration.ofHours(36),
                            11);
            ca.script()
                    .everywhere(
                            new When.While(() -> outages.at(lab.clock.instant())),
                            new Fault.Refuse());
            var uptime = new Uptime();
            lab.life().onPublished(c -> uptime.published(c, lab.clock.instant()));

            lab.life().skipIdleTurns();
            List<CertificatePolicy> all = policies(lab, names);
            // Names come in portions; the cold start of all at once is a test of its own.
            for (int known = 0; known < names; known += PORTION) {
                lab.life()
                        .configure(
                                LifecycleSettings.defaults(),
                                all.subList(0, Math.min(names, known + PORTION)));
                lab.life().run(Duration.ofHours(3));
            }
            for (long day = 0; day < time.toDays(); day += 30) {
                lab.life().run(Duration.ofDays(Math.min(30, time.toDays() - day)));
                System.out.printf(
                        "simulated year: day %d, %d orders%n",
                        day + 30, ca.ledger().orders().size());
            }

            Instant end = lab.clock.instant();
            System.out.printf(
                    "simulated year: %d names, %d days, %d outages of %d h in sum, %d certificates, %d orders, %d requests, %d turns, %d refusals by a limit, %s without certificate%n",
                    names,
                    time.toDays(),
                    outages.count(),
                    outages.total().toHours(),
                    uptime.published(),
                    ca.ledger().orders().size(),
                    ca.ledger().count(),
                    lab.life().turns(),
                    ca.limitRefusals(),
                    uptime.without(end));
            assertThat(uptime.sets()).isEqualTo(names);
            assertThat(uptime.without(end)).isZero();
            assertThat(lab.life().withdrawn()).isEmpty();
            assertThat(ca.limitRefusals()).isZero();
        } finally {
            Scratch.delete(directory);
        }
    }

    private static List<CertificatePolicy> policies(Lab lab, int names) {
        List<CertificatePolicy> policies = new ArrayList<>();
        List<String> profiles = List.of("classic", "tlsserver", "shortlived");
        for (int i = 0; i < names; i++) {
            policies.add(lab.policy(List.of("www.site-" + i + ".com"), profiles.get(i % 3), "ca"));
        }
        return policies;
    }
}
