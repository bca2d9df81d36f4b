package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.issue.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The waits after each class of failure. */
final class RetryScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static Duration delay(
            FailureKind kind, int inRow, @Nullable Life life, @Nullable Instant hint, double luck) {
        return Duration.between(NOW, RetrySchedule.next(kind, inRow, NOW, life, hint, luck));
    }

    private static List<Long> minutes(FailureKind kind, int count) {
        var result = new ArrayList<Long>();
        for (int i = 1; i <= count; i++) {
            result.add(
                    delay(kind, i, null, null, kind == FailureKind.UNREACHABLE ? 0.5 : 0)
                            .toMinutes());
        }
        return result;
    }

    @Test
    void growsByTheScheduleOfTheClass() {
        assertThat(minutes(FailureKind.UNREACHABLE, 7))
                .containsExactly(1L, 2L, 5L, 10L, 20L, 30L, 30L);
        assertThat(minutes(FailureKind.VALIDATION, 6))
                .containsExactly(1L, 10L, 100L, 360L, 1440L, 1440L);
        assertThat(minutes(FailureKind.REFUSED, 4)).containsExactly(60L, 720L, 1440L, 1440L);
        assertThat(minutes(FailureKind.RATE_LIMITED, 4)).containsExactly(60L, 180L, 360L, 360L);
        assertThat(minutes(FailureKind.ACCOUNT, 2)).containsExactly(1440L, 1440L);
        assertThat(minutes(FailureKind.STORE, 6)).containsExactly(0L, 1L, 2L, 4L, 5L, 5L);
    }

    @Test
    void obeysTheLimitExactlyUpToAWeekAndIgnoresThePast() {
        Instant hint = NOW.plusSeconds(601);

        assertThat(delay(FailureKind.RATE_LIMITED, 1, null, hint, 0.9))
                .isEqualTo(Duration.ofSeconds(601));
        assertThat(delay(FailureKind.RATE_LIMITED, 1, null, NOW.plus(Duration.ofDays(3650)), 0))
                .isEqualTo(Duration.ofDays(7));
        assertThat(delay(FailureKind.RATE_LIMITED, 1, null, NOW.minusSeconds(5), 0))
                .isEqualTo(Duration.ofHours(1));
        assertThat(delay(FailureKind.UNREACHABLE, 1, null, NOW.plus(Duration.ofDays(9)), 0))
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void spreadsProbesByAFifthEitherSideAndChecksByATenth() {
        assertThat(delay(FailureKind.UNREACHABLE, 6, null, null, 0))
                .isEqualTo(Duration.ofMinutes(24));
        assertThat(delay(FailureKind.UNREACHABLE, 6, null, null, 1))
                .isEqualTo(Duration.ofMinutes(36));
        assertThat(delay(FailureKind.VALIDATION, 3, null, null, 1))
                .isEqualTo(Duration.ofMinutes(110));
    }

    @Test
    void doesNotHurryWhenAShortLifeIsOver() {
        Life days = new Life(NOW.minus(Duration.ofHours(161)), NOW.minus(Duration.ofHours(1)));
        Life hour = new Life(NOW.minus(Duration.ofHours(2)), NOW.minus(Duration.ofHours(1)));

        assertThat(delay(FailureKind.VALIDATION, 26, days, null, 0)).isEqualTo(Duration.ofDays(1));
        assertThat(delay(FailureKind.VALIDATION, 26, hour, null, 0))
                .isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void neverWaitsLongerThanAQuarterOfAShortLifeThatIsLeft() {
        Life hour = new Life(NOW.minus(Duration.ofMinutes(30)), NOW.plus(Duration.ofMinutes(30)));
        Life minutes = new Life(NOW.minus(Duration.ofMinutes(4)), NOW.plus(Duration.ofMinutes(1)));
        Life days = new Life(NOW, NOW.plus(Duration.ofHours(160)));

        assertThat(delay(FailureKind.REFUSED, 3, hour, null, 0)).isEqualTo(Duration.ofSeconds(450));
        assertThat(delay(FailureKind.VALIDATION, 1, hour, null, 0))
                .isEqualTo(Duration.ofSeconds(72));
        assertThat(delay(FailureKind.ACCOUNT, 1, minutes, null, 0))
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(delay(FailureKind.VALIDATION, 1, days, null, 0))
                .isEqualTo(Duration.ofMinutes(12));
        assertThat(delay(FailureKind.RATE_LIMITED, 1, hour, NOW.plus(Duration.ofDays(1)), 0))
                .isEqualTo(Duration.ofDays(1));
    }
}
