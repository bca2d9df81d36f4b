package dev.quaygate.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TimerWheelTest {
    private static final long START = 5_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final TimerWheel wheel = new TimerWheel(START);

    private static class Recorder extends Deadline {
        final List<Long> fired = new ArrayList<>();

        @Override
        protected void expired(long now) {
            fired.add(now);
        }
    }

    private void advance(long from, long to) {
        for (long now = from; now <= to; now += TimerWheel.TICK) {
            wheel.advance(now);
        }
    }

    @Test
    void firesOnceAndNeverEarly() {
        var deadline = new Recorder();
        wheel.set(deadline, START + SECOND);

        advance(START, START + 3 * SECOND);

        assertThat(deadline.fired).hasSize(1);
        assertThat(deadline.fired.getFirst())
                .isBetween(START + SECOND, START + SECOND + 2 * TimerWheel.TICK);
    }

    @Test
    void movesLaterWithoutFiringAtTheFirstInstant() {
        var deadline = new Recorder();
        wheel.set(deadline, START + SECOND);
        wheel.set(deadline, START + 2 * SECOND);

        advance(START, START + 2 * SECOND - TimerWheel.TICK);
        assertThat(deadline.fired).isEmpty();

        advance(START + 2 * SECOND, START + 3 * SECOND);
        assertThat(deadline.fired).hasSize(1);
    }

    /** As when an exchange that is late closes its connection, which has times of its own. */
    @Test
    void firesAllOfATickWhateverTheFirstOnesClear() {
        int count = 60;
        List<Recorder> all = new ArrayList<>();
        var random = new SplittableRandom(7);
        for (int i = 0; i < count; i++) {
            all.add(
                    new Recorder() {
                        @Override
                        protected void expired(long now) {
                            super.expired(now);
                            for (int other = 0; other < 3; other++) {
                                Recorder cleared = all.get(random.nextInt(count));
                                if (cleared.fired.isEmpty() && cleared.at() != NEVER) {
                                    wheel.remove(cleared);
                                    cleared.fired.add(0L);
                                }
                            }
                        }
                    });
        }
        all.forEach(deadline -> wheel.set(deadline, START + SECOND));

        advance(START, START + 2 * SECOND);

        assertThat(all).allSatisfy(deadline -> assertThat(deadline.fired).hasSize(1));
    }

    @Test
    void movesEarlier() {
        var deadline = new Recorder();
        wheel.set(deadline, START + 30 * SECOND);
        wheel.set(deadline, START + SECOND);

        advance(START, START + 2 * SECOND);

        assertThat(deadline.fired).hasSize(1);
    }

    @Test
    void keepsWhatIsFurtherThanOneRound() {
        var deadline = new Recorder();
        long round = 1024 * TimerWheel.TICK;
        wheel.set(deadline, START + 3 * round);

        advance(START, START + 3 * round - TimerWheel.TICK);
        assertThat(deadline.fired).isEmpty();

        advance(START + 3 * round, START + 3 * round + SECOND);
        assertThat(deadline.fired).hasSize(1);
    }

    @Test
    void forgetsWhatIsRemovedOrCleared() {
        var removed = new Recorder();
        var cleared = new Recorder();
        wheel.set(removed, START + SECOND);
        wheel.set(cleared, START + SECOND);

        wheel.remove(removed);
        wheel.set(cleared, Deadline.NEVER);
        advance(START, START + 3 * SECOND);

        assertThat(removed.fired).isEmpty();
        assertThat(cleared.fired).isEmpty();
    }

    @Test
    void catchesUpAfterAStallLongerThanARound() {
        var deadlines = new ArrayList<Recorder>();
        for (int i = 1; i <= 200; i++) {
            var deadline = new Recorder();
            wheel.set(deadline, START + i * SECOND);
            deadlines.add(deadline);
        }

        wheel.advance(START + 300 * SECOND);

        assertThat(deadlines).allSatisfy(one -> assertThat(one.fired).hasSize(1));
    }

    @Test
    void agreesWithAListUnderRandomMoves() {
        long seed = 20261124;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        var deadlines = new ArrayList<Recorder>();
        for (int i = 0; i < 300; i++) {
            deadlines.add(new Recorder());
        }
        long now = START;
        for (int step = 0; step < 20_000; step++) {
            Recorder one = deadlines.get(random.nextInt(deadlines.size()));
            switch (random.nextInt(4)) {
                case 0 -> wheel.remove(one);
                case 1 -> wheel.set(one, Deadline.NEVER);
                default -> wheel.set(one, now + random.nextLong(90 * SECOND));
            }
            if (random.nextInt(8) == 0) {
                now += random.nextLong(2 * TimerWheel.TICK);
                wheel.advance(now);
                long at = now;
                assertThat(deadlines)
                        .allSatisfy(each ->
                                assertThat(
                                                each.at() == Deadline.NEVER
                                                        || each.at() > at - 2 * TimerWheel.TICK)
                                        .isTrue());
            }
        }
    }
}
