package dev.quaygate.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.relay.ClientSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** RES-4: who makes room when all places are taken. */
final class SessionsTest {
    private final Sessions sessions = new Sessions();
    private final List<Long> closed = new ArrayList<>();
    private long now;

    private final class Fake implements ClientSession {
        long until;
        boolean open = true;

        Fake(long until) {
            this.until = until;
            sessions.add(this);
        }

        @Override
        public long idleUntil() {
            return open ? until : Long.MAX_VALUE;
        }

        @Override
        public boolean closeIfIdle() {
            if (idleUntil() == Long.MAX_VALUE) {
                return false;
            }
            open = false;
            closed.add(until);
            sessions.remove(this);
            return true;
        }

        @Override
        public void drain() {}

        @Override
        public int cut(Cause cause) {
            return 0;
        }

        @Override
        public int exchanges() {
            return 0;
        }

        @Override
        public int tunnels() {
            return 0;
        }
    }

    private boolean close() {
        return sessions.closeOldestIdle(now);
    }

    @Test
    void closesWhoHasBeenIdleLongestOneAfterTheOther() {
        var order = new ArrayList<Long>();
        for (long until = 1; until <= 500; until++) {
            order.add(until);
        }
        Collections.shuffle(order, new Random(7));
        order.forEach(Fake::new);

        for (int i = 0; i < 500; i++) {
            assertThat(close()).isTrue();
        }

        assertThat(closed).isSorted().hasSize(500);
        assertThat(close()).isFalse();
    }

    @Test
    void sparesWhoHasWorkAndWhoWasServedSinceItLooked() {
        var first = new Fake(1);
        var second = new Fake(2);
        var third = new Fake(3);
        new Fake(Long.MAX_VALUE);
        close();

        second.until = 9; // was idle, had a request, is idle again
        close();
        close();

        assertThat(closed).containsExactly(1L, 3L, 9L);
        assertThat(close()).isFalse();
        assertThat(sessions.size()).isEqualTo(1);
        assertThat(List.of(first.open, third.open)).containsOnly(false);
    }

    @Test
    void looksAgainOnlyAfterAWhileWhereNobodyIsIdle() {
        var busy = new Fake(Long.MAX_VALUE);
        assertThat(close()).isFalse();

        busy.until = 5;
        assertThat(close()).isFalse();

        now = TimeUnit.MILLISECONDS.toNanos(101);
        assertThat(close()).isTrue();
    }
}
