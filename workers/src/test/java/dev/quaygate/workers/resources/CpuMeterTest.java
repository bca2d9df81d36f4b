package dev.quaygate.workers.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CpuMeterTest {
    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");

    private final CpuMeter meter = new CpuMeter(Duration.ofSeconds(10));

    @Test
    void oneReadingSaysNothing() {
        assertThat(meter.add(T0, 500)).isEmpty();
    }

    @Test
    void ticksOverTimeAreProcessors() {
        meter.add(T0, 100);

        assertThat(meter.add(T0.plusSeconds(5), 850).orElseThrow()).isEqualTo(1.5);
    }

    @Test
    void onlyTheLastSecondsCount() {
        meter.add(T0, 0);
        for (int s = 5; s <= 60; s += 5) {
            meter.add(T0.plusSeconds(s), s <= 30 ? s * 100L : 3000);
        }

        assertThat(meter.processors().orElseThrow()).isCloseTo(0, within(0.001));
    }

    @Test
    void aSumThatFellBeginsAnew() {
        meter.add(T0, 1000);
        meter.add(T0.plusSeconds(5), 200);

        assertThat(meter.processors()).isEmpty();
        assertThat(meter.add(T0.plusSeconds(10), 450).orElseThrow()).isEqualTo(0.5);
    }
}
