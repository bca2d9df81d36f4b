package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.RollingRestart.Done;
import dev.quaygate.workers.RollingRestart.Failed;
import dev.quaygate.workers.RollingRestart.Move;
import dev.quaygate.workers.RollingRestart.View;
import dev.quaygate.workers.settings.AppSettings.Rolling;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RollingRestartTest {
    private static final Rolling START_FIRST = Rolling.DEFAULT;
    private static final Rolling STOP_FIRST = new Rolling(false, 1, Duration.ZERO);

    @Test
    void startsOneMoreThanWantedAndRetiresNobodyBeforeItIsReady() {
        assertThat(next(START_FIRST, old(4), leaving(0), starting(0), ready(0)))
                .isEqualTo(new Move(1, 0));
        assertThat(next(START_FIRST, old(4), leaving(0), starting(1), ready(0)))
                .isEqualTo(new Move(0, 0));
        assertThat(next(START_FIRST, old(4), leaving(0), starting(0), ready(1)))
                .isEqualTo(new Move(0, 1));
    }

    @Test
    void startsNoNewOneWhileAnOldOneStillNeedsItsMemory() {
        assertThat(next(START_FIRST, old(3), leaving(1), starting(0), ready(1)))
                .isEqualTo(new Move(0, 0));
        assertThat(next(START_FIRST, old(3), leaving(0), starting(0), ready(1)))
                .isEqualTo(new Move(1, 0));
    }

    @Test
    void isDoneWhenTheLastOldOneHasEnded() {
        assertThat(next(START_FIRST, old(0), leaving(1), starting(0), ready(4)))
                .isEqualTo(new Move(0, 0));
        assertThat(next(START_FIRST, old(0), leaving(0), starting(0), ready(4)))
                .isEqualTo(new Done());
    }

    @Test
    void stopsAtTheFirstNewOneThatFails() {
        var view = new View(4, 3, 0, 0, 1, 0, true, false);

        assertThat(RollingRestart.next(START_FIRST, view)).isEqualTo(new Failed());
    }

    @Test
    void replacesOneThatDoesNotServeBeforeOneThatDoes() {
        var view = new View(4, 3, 1, 0, 0, 1, false, false);

        assertThat(RollingRestart.next(START_FIRST, view)).isEqualTo(new Move(0, 1));
    }

    @Test
    void waitsBetweenReplacementsIfToldTo() {
        var view = new View(4, 3, 0, 0, 0, 1, false, true);

        assertThat(RollingRestart.next(START_FIRST, view)).isEqualTo(new Move(0, 0));
    }

    @Test
    void withStopFirstRetiresOneAndStartsItsSuccessorOnceItIsGone() {
        assertThat(next(STOP_FIRST, old(4), leaving(0), starting(0), ready(0)))
                .isEqualTo(new Move(0, 1));
        assertThat(next(STOP_FIRST, old(3), leaving(1), starting(0), ready(0)))
                .isEqualTo(new Move(0, 0));
        assertThat(next(STOP_FIRST, old(3), leaving(0), starting(0), ready(0)))
                .isEqualTo(new Move(1, 0));
        assertThat(next(STOP_FIRST, old(3), leaving(0), starting(1), ready(0)))
                .isEqualTo(new Move(0, 0));
        assertThat(next(STOP_FIRST, old(3), leaving(0), starting(0), ready(1)))
                .isEqualTo(new Move(0, 1));
    }

    /** Whatever happens in between: never more processes than allowed, never fewer that serve. */
    @Test
    void staysWithinItsBoundsFromTheFirstToTheLast() {
        for (int target = 1; target <= 6; target++) {
            for (int surge = 1; surge <= 3; surge++) {
                walk(new Rolling(true, surge, Duration.ZERO), target, target, target + surge);
                walk(
                        new Rolling(false, surge, Duration.ZERO),
                        target,
                        Math.max(0, target - surge),
                        target);
            }
        }
    }

    private static void walk(Rolling rolling, int target, int leastServing, int mostProcesses) {
        int old = target;
        int leaving = 0;
        int starting = 0;
        int ready = 0;
        int rounds = 0;
        while (!(next(rolling, target, old, leaving, starting, ready) instanceof Done())) {
            assertThat(++rounds).isLessThan(100);
            if (next(rolling, target, old, leaving, starting, ready)
                    instanceof Move(int start, int retire)) {
                old -= retire;
                leaving += retire;
                starting += start;
            }
            assertThat(old + ready).isGreaterThanOrEqualTo(leastServing);
            assertThat(old + leaving + starting + ready).isLessThanOrEqualTo(mostProcesses);
            if (leaving > 0) {
                leaving--;
            } else if (starting > 0) {
                starting--;
                ready++;
            }
        }
        assertThat(ready).isEqualTo(target);
    }

    private static RollingRestart next(
            Rolling rolling, int target, int old, int leaving, int starting, int ready) {
        return RollingRestart.next(
                rolling, new View(target, old, 0, leaving, starting, ready, false, false));
    }

    private static RollingRestart next(
            Rolling rolling, int old, int leaving, int starting, int ready) {
        return next(rolling, 4, old, leaving, starting, ready);
    }

    private static int old(int count) {
        return count;
    }

    private static int leaving(int count) {
        return count;
    }

    private static int starting(int count) {
        return count;
    }

    private static int ready(int count) {
        return count;
    }
}
