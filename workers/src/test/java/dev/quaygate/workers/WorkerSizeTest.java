package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** W12: the size of a worker that has no limit. */
class WorkerSizeTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final WorkerSize size = new WorkerSize();

    @Test
    void isKnownOnceAReadyWorkerHasSettled() {
        saw("a", 100, 2);
        assertThat(size.bytes()).as("one measurement says nothing of growth").isZero();

        saw("a", 200, 7);
        assertThat(size.bytes()).as("it grows").isZero();

        saw("a", 219, 12);
        assertThat(size.bytes()).isEqualTo(219);
    }

    @Test
    void growsWithTheLargestUntilAWorkerIsStable() {
        saw("a", 100, 2);
        saw("a", 100, 7);
        saw("b", 160, 7);
        saw("a", 90, 12);
        assertThat(size.bytes()).isEqualTo(160);

        saw("b", 180, 60);
        saw("b", 500, 65);
        assertThat(size.bytes()).isEqualTo(180);
    }

    @Test
    void takesWhatItSawOfOneThatNeverSettlesOnceItIsStable() {
        long bytes = 100;
        for (int second = 2; second < 60; second += 5) {
            saw("a", bytes, second);
            assertThat(size.bytes()).isZero();
            bytes += bytes / 5;
        }
        saw("a", bytes, 60);

        assertThat(size.bytes()).isEqualTo(bytes);
    }

    @Test
    void keepsNothingOfWorkersThatAreGone() {
        saw("a", 100, 2);

        size.only(Set.of("b"));
        saw("a", 100, 7);

        assertThat(size.bytes()).as("as if it was the first measurement").isZero();
    }

    private void saw(String instance, long bytes, int readyFor) {
        size.saw(instance, bytes, Duration.ofSeconds(readyFor), MINUTE);
    }
}
