package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AF9: a name that cannot be validated for 400 days. */
final class FailingNameTest {
    private static final String NAME = "broken.example.com";

    @TempDir private Path directory;

    /** At most 25 tries while a certificate of six days lasts, and one a day when it is over. */
    @Test
    void leavesTheAuthorityInPeaceWhenAShortLifeIsOver() throws IOException {
        Duration life = Duration.ofHours(160);
        try (Lab lab = Lab.at(directory)) {
            Authority ca = lab.direct("ca", CaSettings.defaults().withLife(life));
            lab.life().configure(lab.policy(NAME, "ca"));
            lab.life().run(Duration.ofMinutes(1));
            lab.board.breakName(NAME);
            Instant end = lab.clock.instant().plus(life);

            lab.life().run(life.plus(Duration.ofDays(60)));

            List<Instant> tries =
                    ca.ledger().of(Endpoint.CHALLENGE).stream()
                            .skip(1)
                            .map(Ledger.Entry::at)
                            .toList();
            System.out.printf(
                    "AF9: a life of %s: %d tries while it lasted, %d in 60 days after it%n",
                    life,
                    tries.stream().filter(end::isAfter).count(),
                    tries.stream().filter(end::isBefore).count());
            assertThat(tries.stream().filter(end::isAfter)).hasSizeBetween(5, 26);
            assertThat(tries.stream().filter(end::isBefore)).hasSizeBetween(50, 61);
            lab.board.repairName(NAME);
            lab.life().run(Duration.ofDays(2));
            assertThat(lab.life().served(NAME).generation()).isEqualTo(2);
        }
    }

    @Test
    void triesThriceInTheFirstHourAndOnceADayInTheLongRun() throws IOException {
        try (Lab lab = Lab.at(directory)) {
            Authority ca = lab.direct("ca", CaSettings.defaults().withLimits());
            lab.board.breakName(NAME);
            var policy = lab.policy(NAME, "ca");
            lab.life().configure(policy);
            Instant start = lab.clock.instant();

            for (int week = 0; week < 57; week++) {
                lab.life().run(Duration.ofDays(7));
                if (week % 4 == 3) {
                    lab.restart();
                    lab.life().configure(policy);
                }
            }

            List<Instant> tries =
                    ca.ledger().of(Endpoint.CHALLENGE).stream().map(Ledger.Entry::at).toList();
            Instant hour = start.plus(Duration.ofHours(1));
            Instant day = start.plus(Duration.ofDays(1));
            System.out.printf(
                    "AF9: %d failed validations in %d days, %d in the first hour, %d in the first day, longest row counted %d%n",
                    tries.size(),
                    Duration.between(start, lab.clock.instant()).toDays(),
                    tries.stream().filter(hour::isAfter).count(),
                    tries.stream().filter(day::isAfter).count(),
                    ca.mostFailuresInRow());
            assertThat(tries.stream().filter(hour::isAfter)).hasSizeBetween(1, 3);
            for (int i = 1; i < tries.size(); i++) {
                if (tries.get(i - 1).isAfter(day)) {
                    assertThat(Duration.between(tries.get(i - 1), tries.get(i)))
                            .isGreaterThanOrEqualTo(Duration.ofDays(1));
                }
            }
            assertThat(ca.mostFailuresInRow()).isLessThan(20);
            assertThat(ca.limitRefusals()).isZero();
            lab.board.repairName(NAME);
            lab.life().run(Duration.ofDays(2));
            assertThat(lab.life().served(NAME).generation()).isEqualTo(1);
        }
    }
}
