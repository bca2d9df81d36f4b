package dev.quaygate.acme.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.WireTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this machine can say about the way from the world to it: QG3011. */
final class SurroundingsTest {
    @Test
    void saysWhenTheWorldLastCameBy() {
        Instant last = Instant.parse("2026-11-20T12:00:00Z");

        assertThat(door(new Surroundings(Set.of(), true, true, 80, last)))
                .isEqualTo(
                        "QG3011 port 80: open here;"
                                + " the last connection from outside came at 2026-11-20 12:00 UTC");
    }

    @Test
    void saysThatNothingListensAndNobodyCame() {
        assertThat(door(new Surroundings(Set.of(), false, true, 80, null)))
                .isEqualTo(
                        "QG3010 port 80: nothing listens here;"
                                + " no connection from outside has come since the start");
    }

    private static String door(Surroundings here) {
        var preflight =
                new Preflight(
                        AuthoritativeDns.ofSystem(new WireTransport(Duration.ofSeconds(1))),
                        () -> here,
                        (_, _) -> {},
                        _ -> {},
                        _ -> true);
        Finding finding = preflight.httpDoor();
        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        return finding.code() + " " + finding.name() + ": " + finding.cause();
    }
}
