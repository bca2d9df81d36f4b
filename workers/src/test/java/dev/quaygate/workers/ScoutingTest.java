package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.Scouting.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** W3: one worker tries for all of a failing app. */
class ScoutingTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final Scouting scouting = new Scouting();

    @Test
    void letsEverybodyStartUntilAStartHasFailed() {
        scouting.look(false);

        assertThat(scouting.alone()).isFalse();
        assertThat(scouting.streak()).isEmpty();
    }

    @Test
    void countsWorkersThatBootedSideBySideAsOneTry() {
        scouting.failed(NOON, at(1), own(1, 1), "worker 1: exit 1");
        scouting.failed(NOON, at(2), own(1, 1), "worker 2: exit 1");
        scouting.failed(NOON, at(2), own(8, 60), "worker 4, ill for long: exit 1");
        scouting.look(false);

        assertThat(scouting.alone()).isTrue();
        assertThat(scouting.failures()).isEqualTo(1);
        assertThat(scouting.next()).isEqualTo(at(3));
    }

    @Test
    void aFailedTryPutsOffTheNextOfTheWholeApp() {
        scouting.failed(NOON, at(0), own(1, 1), "worker 1: exit 1");
        assertThat(scouting.before(at(1))).isEqualTo(1);

        scouting.failed(at(1), at(2), own(2, 2), "worker 2: exit 1");

        assertThat(scouting.failures()).isEqualTo(2);
        assertThat(scouting.next()).isEqualTo(at(4));
        assertThat(scouting.before(at(4))).isEqualTo(2);
    }

    @Test
    void releasesThoseThatWaitedOnceOneIsReady() {
        scouting.failed(NOON, at(0), own(5, 16), "worker 1: exit 1");
        scouting.look(false);

        assertThat(scouting.look(true)).isTrue();
        assertThat(scouting.failures()).isZero();
        assertThat(scouting.look(true)).as("only once").isFalse();
    }

    @Test
    void aSickWorkerAmongReadyOnesKeepsItsOwnPause() {
        scouting.failed(NOON, at(0), own(5, 16), "worker 4: exit 1");

        assertThat(scouting.look(true)).as("nobody waited").isFalse();
        assertThat(scouting.alone()).isFalse();
    }

    @Test
    void triesWithTheOneThatBootsElseWithTheOneThatDidNotForLongest() {
        var first = new Place(1, false, at(9));
        var second = new Place(2, false, at(3));
        var third = new Place(3, false, at(3));
        var booting = new Place(4, true, at(10));

        assertThat(Scouting.scout(List.of(first, third, second))).contains(second);
        assertThat(Scouting.scout(List.of(first, second, third, booting))).contains(booting);
        assertThat(Scouting.scout(List.of())).isEmpty();
    }

    @Test
    void goesOnWhereTheOneBeforeWas() {
        scouting.failed(NOON, at(0), own(5, 16), "worker 1: exit 1");
        scouting.look(false);
        var next = new Scouting();

        next.resume(scouting.streak().orElseThrow());
        next.look(false);

        assertThat(next.streak()).isEqualTo(scouting.streak());
        assertThat(next.before(at(20))).isEqualTo(5);
    }

    @Test
    void aRepairIsTriedAtOnce() {
        scouting.failed(NOON, at(0), own(7, 60), "worker 1: exit 1");

        scouting.hurry(at(5));

        assertThat(scouting.next()).isEqualTo(at(5));
    }

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    private static RestartBackoff own(int failures, int seconds) {
        return new RestartBackoff(failures, Duration.ofSeconds(seconds));
    }
}
