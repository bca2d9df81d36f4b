package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.settings.RestartPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {
    private static final RestartPolicy EXACT =
            new RestartPolicy(
                    Duration.ofSeconds(1), Duration.ofSeconds(60), 2, 0, Duration.ofSeconds(60), 5);

    @Test
    void doublesTheDelayUpToTheLargest() {
        var delays = new ArrayList<Long>();
        int failures = 0;
        for (int i = 0; i < 8; i++) {
            var next = RestartBackoff.after(EXACT, failures, null, new Random(1));
            failures = next.failures();
            delays.add(next.delay().toSeconds());
        }

        assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void startsAtOnceAfterTheFirstEndOfOneThatWasReady() {
        var first = RestartBackoff.after(EXACT, 0, Duration.ofSeconds(3), new Random(1));
        var second = RestartBackoff.after(EXACT, 1, Duration.ofSeconds(3), new Random(1));

        assertThat(first.delay()).isZero();
        assertThat(second.delay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void forgetsFailuresOfBeforeOnceAWorkerWasStable() {
        var next = RestartBackoff.after(EXACT, 7, Duration.ofSeconds(60), new Random(1));

        assertThat(next).isEqualTo(new RestartBackoff(1, Duration.ZERO));
    }

    @Test
    void spreadsDelaysWithinTheJitter() {
        var random = new Random(42);
        for (int i = 0; i < 200; i++) {
            var next = RestartBackoff.after(RestartPolicy.DEFAULT, 3, null, random);

            assertThat(next.delay()).isBetween(Duration.ofMillis(6_400), Duration.ofMillis(9_600));
        }
    }
}
