package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A certificate that is over when it comes, as with a life of minutes and a clock that is ahead by
 * more: getting the next one at once would not help.
 */
final class DeadOnArrivalTest {
    private static final String NAME = "brief.example.com";

    @TempDir private Path directory;

    @Test
    void isNotOrderedAgainAtOnce() throws IOException {
        try (Lab lab = Lab.at(directory)) {
            Authority ca = lab.direct("ca", CaSettings.defaults().withLife(Duration.ofMinutes(3)));
            lab.wall.jump(Duration.ofMinutes(4));
            lab.restart();
            lab.life().configure(lab.policy(NAME, "ca"));

            lab.life().run(Duration.ofHours(1));

            System.out.printf(
                    "dead on arrival: %d orders in an hour%n", ca.ledger().orders().size());
            assertThat(ca.ledger().orders()).hasSizeBetween(1, 10);
        }
    }
}
