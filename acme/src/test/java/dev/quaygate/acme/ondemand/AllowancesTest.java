package dev.quaygate.acme.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AllowancesTest {
    private final VirtualClock clock = new VirtualClock();
    private final Allowances allowances = new Allowances(new Rate(10, Duration.ofHours(1)), 3);

    @Test
    void givesTheCountAtOnceAndThenOneWithEachStep() {
        assertThat(takes("a", 20)).isEqualTo(10);

        clock.advance(Duration.ofMinutes(6));

        assertThat(takes("a", 20)).isEqualTo(1);
        assertThat(takes("b", 20)).as("another key has its own").isEqualTo(10);
    }

    @Test
    void neverGivesMoreThanTheCountAndWhatCameBackSinceThen() {
        int taken = 0;
        for (int minute = 0; minute < 600; minute++) {
            taken += takes("a", 3);
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(taken).isBetween(100, 110);
    }

    @Test
    void keepsNoMoreKeysThanItsBound() {
        for (int i = 0; i < 10_000; i++) {
            takes("key " + i, 1);
        }

        assertThat(allowances.size()).isEqualTo(3);
    }

    @Test
    void forgetsFullBucketsBeforeOthers() {
        takes("busy", 10);
        takes("x", 1);
        takes("y", 1);
        clock.advance(Duration.ofMinutes(7));

        takes("z", 1);

        assertThat(takes("busy", 20)).as("still remembered").isEqualTo(1);
    }

    @Test
    void aClockThatWentBackHoldsNobodyBackForLongerThanThePeriod() {
        clock.advance(Duration.ofDays(2));
        takes("a", 10);

        clock.advance(Duration.ofDays(-2));
        clock.advance(Duration.ofHours(1));

        assertThat(allowances.has("a", clock.instant())).isFalse();
        takes("a", 1);
        clock.advance(Duration.ofDays(2).plusHours(1));
        assertThat(takes("a", 20)).isEqualTo(10);
    }

    private int takes(String key, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += allowances.take(key, clock.instant()) ? 1 : 0;
        }
        return taken;
    }
}
