package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** QG2009: when the clock is doubted, what is allowed meanwhile, and what ends it. */
final class ClockGuardTest {
    private final VirtualClock truth = new VirtualClock();
    private final SkewedClock wall = new SkewedClock(truth);
    private final AtomicInteger doubts = new AtomicInteger();
    private final ClockGuard guard = new ClockGuard(wall, truth::nanos, doubts::incrementAndGet);

    @Test
    void doubtsAClockThatPartsFromTheMonotonicOneByMoreThanAMinute() {
        wall.jump(Duration.ofSeconds(60));
        assertThat(guard.isDoubted()).isFalse();

        wall.jump(Duration.ofSeconds(1));

        assertThat(guard.isDoubted()).isTrue();
        assertThat(guard.doubt()).hasValueSatisfying(what -> assertThat(what).contains("12:01:01"));
        assertThat(doubts).hasValue(1);
        wall.repair();
        assertThat(guard.isDoubted()).isFalse();
    }

    @Test
    void believesAClockThatAnAuthorityConfirmsAndNoOther() {
        guard.heard(truth.instant().plus(Duration.ofMinutes(6)));
        assertThat(guard.isDoubted()).isTrue();

        guard.heard(null);
        assertThat(guard.isDoubted()).isTrue();
        guard.heard(truth.instant().plus(Duration.ofMinutes(5)));
        assertThat(guard.isDoubted()).isFalse();

        wall.jump(Duration.ofDays(2));
        guard.heard(wall.instant());
        assertThat(guard.isDoubted()).isFalse();
    }

    @Test
    void allowsOnePerCentAnHourAndAtLeastThree() {
        guard.protect(1000, true);
        wall.jump(Duration.ofDays(1));
        for (int i = 0; i < 10; i++) {
            assertThat(guard.heldUntil()).isNull();
            assertThat(guard.admit()).isTrue();
        }

        assertThat(guard.admit()).isFalse();
        assertThat(guard.heldUntil()).isAfterOrEqualTo(wall.instant().plus(Duration.ofHours(1)));
        truth.advance(Duration.ofHours(1));
        assertThat(guard.admit()).isTrue();

        guard.protect(2, true);
        truth.advance(Duration.ofHours(1));
        assertThat(Stream.generate(guard::admit).limit(4)).containsExactly(true, true, true, false);
    }

    @Test
    void endsNothingEarlierThanByTheMonotonicClock() {
        wall.jump(Duration.ofDays(3650));
        truth.advance(Duration.ofHours(2));

        assertThat(guard.cautious(wall.instant())).isEqualTo(truth.instant());
        wall.repair();
        wall.jump(Duration.ofHours(-1));
        assertThat(guard.cautious(wall.instant())).isEqualTo(wall.instant());
    }

    @Test
    void asksOnceAMinuteAndOnlyInDoubt() {
        assertThat(guard.mayAsk()).isFalse();
        wall.jump(Duration.ofHours(1));

        assertThat(guard.mayAsk()).isTrue();
        assertThat(guard.mayAsk()).isFalse();
        truth.advance(Duration.ofMinutes(1));
        assertThat(guard.mayAsk()).isTrue();
    }

    @Test
    void believesAnEvenClockAfterAnHourWhereNobodyCouldConfirmIt() {
        guard.protect(5, false);
        wall.jump(Duration.ofDays(2));
        assertThat(guard.isDoubted()).isTrue();

        truth.advance(Duration.ofHours(1));

        assertThat(guard.isDoubted()).isFalse();
    }
}
