package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** At most so many requests a second to one authority. */
final class RequestPaceTest {
    @Test
    void letsABurstBeginAndSpreadsTheRestSoThatNoSecondHoldsMore() {
        var pace = new RequestPace(10);
        long now = System.nanoTime();
        long[] begun = new long[100];

        for (int i = 0; i < begun.length; i++) {
            begun[i] = now + pace.reserve(now);
        }

        assertThat(begun[9]).isEqualTo(now);
        for (int i = 10; i < begun.length; i++) {
            assertThat(begun[i] - begun[i - 10]).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test
    void waitsForNothingWhenRequestsAreRare() {
        var pace = new RequestPace(2);
        long now = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(pace.reserve(now + i * TimeUnit.SECONDS.toNanos(1) / 2)).isZero();
        }
    }
}
