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

/** AF11: an authority moves the windows of all certificates to now. */
final class MassMoveTest {
    @Test
    void replacesAllWithinSixHoursAndWithinTheLimits() throws IOException {
        int names = FullForm.of(10_000, 300);
        Path directory = Scratch.directory("move");
        try (Lab lab = Lab.at(directory)) {
            // A lab places one order after the other, each with its pauses of a second; eight at a
            // time, as in production, have room for answers that take longer than these.
            Authority ca =
                    lab.direct("ca", CaSettings.defaults().withLimits(), Duration.ofMillis(1));
            ca.windows(_ -> calm(lab.clock.instant(), "86400"));
            lab.life().skipIdleTurns();
            List<CertificatePolicy> policies = new ArrayList<>();
            for (int i = 0; i < names; i++) {
                policies.add(lab.policy(List.of("www.site-" + i + ".com"), "classic", "ca"));
            }
            for (int known = 0; known < names; known += 250) {
                lab.life()
                        .configure(
                                LifecycleSettings.defaults(),
                                policies.subList(0, Math.min(names, known + 250)));
                lab.life().run(Duration.ofHours(3));
            }
            ca.windows(_ -> calm(lab.clock.instant(), "3600"));
            lab.life().run(Duration.ofHours(25));
            assertThat(lab.life().served()).hasSize(names);
            Instant moved = lab.clock.instant();
            ca.windows(_ -> RenewalWindow.revoked(moved));

            lab.life().run(Duration.ofHours(6));

            long replaced =
                    lab.life().served().values().stream().filter(c -> c.generation() > 1).count();
            System.out.printf(
                    "AF11: %d of %d replaced in 6 h, %d orders since, %d refusals by a limit%n",
                    replaced,
                    names,
                    ca.ledger().orders().stream().filter(o -> o.at().isAfter(moved)).count(),
                    ca.limitRefusals());
            assertThat(replaced).isEqualTo(names);
            assertThat(ca.limitRefusals()).isZero();
        } finally {
            Scratch.delete(directory);
        }
    }

    /** Nothing to do for a month; ask again then. */
    private static RenewalWindow calm(Instant now, String retryAfter) {
        Instant start = now.plus(Duration.ofDays(30));
        return new RenewalWindow(start, start.plus(Duration.ofDays(2)), null, retryAfter);
    }
}
