package dev.quaygate.workers.resources;

import static dev.quaygate.workers.resources.Apps.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quaygate.workers.resources.UtilisationMeter.Sample;
import dev.quaygate.workers.settings.Utilisation;
import dev.quaygate.workers.settings.Utilisation.Mode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** W17, W24. */
final class UtilisationMeterTest {
    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
    private static final Utilisation BAND =
            new Utilisation(
                    50,
                    90,
                    Mode.ADVISE,
                    1,
                    0,
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(5),
                    80,
                    10);

    private final UtilisationMeter meter = new UtilisationMeter(BAND, 8);

    @Test
    void nothingIsSaidBeforeAWindowHasPassed() {
        run(0, 55, 2, 1.9, 0, 0);

        assertThat(meter.utilisation()).isEmpty();
        assertThat(meter.advice(9)).isEmpty();
    }

    @Test
    void theFullestOfTheThreeCounts() {
        run(0, 60, 2, 0.5, GIB, 5);
        assertThat(meter.utilisation().orElseThrow()).isCloseTo(0.5, within(0.001)); // memory

        run(65, 130, 2, 1.6, GIB, 5);
        assertThat(meter.utilisation().orElseThrow()).isCloseTo(0.8, within(0.001)); // processors

        run(135, 200, 2, 0.5, GIB, 19);
        assertThat(meter.utilisation().orElseThrow()).isCloseTo(0.95, within(0.001)); // requests
    }

    @Test
    void onlyTheWindowIsAveraged() {
        run(0, 600, 2, 2, 0, 20);
        run(605, 700, 2, 0, 0, 0);

        assertThat(meter.utilisation().orElseThrow()).isCloseTo(0, within(0.001));
    }

    @Test
    void aFullAppIsToldTheFewestWorkersThatAreEnough() {
        run(0, 60, 2, 0.1, 0, 25);

        assertThat(meter.advice(9))
                .contains(
                        new Advice(
                                3, "125 % of 2 workers in use (requests in flight), above 90 %"));
    }

    @Test
    void noMoreIsAdvisedThanMemoryAllows() {
        run(0, 60, 2, 0.1, 0, 60);

        assertThat(meter.advice(4).orElseThrow().workers()).isEqualTo(4);
        assertThat(meter.advice(2))
                .contains(
                        new Advice(
                                2,
                                "300 % of 2 workers in use (requests in flight), above 90 %: 2 is"
                                        + " the most that may run"));
    }

    @Test
    void anIdleAppIsToldFewerWithinTheBand() {
        run(0, 60, 6, 0.1, 0, 20);

        assertThat(meter.advice(9))
                .contains(
                        new Advice(4, "33 % of 6 workers in use (requests in flight), below 50 %"));
    }

    @Test
    void fewerIsNotAdvisedIfThatWouldBeTooFew() {
        run(0, 60, 2, 0.1, 0, 9.5); // 47 % of two would be 95 % of one

        assertThat(meter.advice(9)).contains(new Advice(2, ""));
    }

    @Test
    void oneWorkerThatFillsItsProcessorIsFullOnALargeMachine() {
        run(0, 60, 1, 1.0, 0, 0);

        assertThat(meter.advice(9).orElseThrow())
                .isEqualTo(new Advice(2, "100 % of 1 worker in use (processors), above 90 %"));
    }

    @Test
    void moreWorkersAreNoHelpWhereAllProcessorsAreBusy() {
        run(0, 60, 8, 7.9, 0, 0);

        assertThat(meter.advice(99).orElseThrow().workers()).isEqualTo(8);
        assertThat(meter.advice(99).orElseThrow().why()).contains("all processors are busy");
    }

    @Test
    void memoryAsksForNoMoreWorkersForEachWouldBeAsFull() {
        run(0, 60, 2, 0.1, 2 * GIB - 1, 1);

        assertThat(meter.advice(9).orElseThrow().workers()).isEqualTo(2);
        assertThat(meter.advice(9).orElseThrow().why())
                .isEqualTo(
                        "memory 100 % of the limit, above 90 %: more workers would not lower it;"
                                + " raise memory");
    }

    @Test
    void clearedItStartsAgain() {
        run(0, 60, 2, 1, 0, 0);
        meter.clear();

        assertThat(meter.use()).isEmpty();
    }

    /** Every five seconds. */
    private void run(
            int from, int to, int workers, double processors, long memory, double inFlight) {
        for (int s = from; s <= to; s += 5) {
            // Fractions of requests as two whole numbers in turn.
            int requests = (int) (s / 5 % 2 == 0 ? Math.floor(inFlight) : Math.ceil(inFlight));
            meter.add(
                    new Sample(T0.plusSeconds(s), workers, processors, memory, 2 * GIB, requests));
        }
    }
}
