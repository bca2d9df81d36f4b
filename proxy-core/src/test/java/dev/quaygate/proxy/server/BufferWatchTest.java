package dev.quaygate.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.loop.BufferPressure.Level;
import org.junit.jupiter.api.Test;

/** When memory for buffers is short. */
class BufferWatchTest {
    @Test
    void shedsFrom92PercentAndIsFullFrom95() {
        assertThat(BufferWatch.next(Level.NORMAL, 919, 1000)).isEqualTo(Level.NORMAL);
        assertThat(BufferWatch.next(Level.NORMAL, 920, 1000)).isEqualTo(Level.SHEDDING);
        assertThat(BufferWatch.next(Level.NORMAL, 949, 1000)).isEqualTo(Level.SHEDDING);
        assertThat(BufferWatch.next(Level.NORMAL, 950, 1000)).isEqualTo(Level.FULL);
        assertThat(BufferWatch.next(Level.SHEDDING, 5000, 1000)).isEqualTo(Level.FULL);
    }

    @Test
    void doesNotSwingAtTheMark() {
        assertThat(BufferWatch.next(Level.FULL, 930, 1000)).isEqualTo(Level.FULL);
        assertThat(BufferWatch.next(Level.FULL, 919, 1000)).isEqualTo(Level.SHEDDING);
        assertThat(BufferWatch.next(Level.SHEDDING, 880, 1000)).isEqualTo(Level.SHEDDING);
        assertThat(BufferWatch.next(Level.SHEDDING, 879, 1000)).isEqualTo(Level.NORMAL);
        assertThat(BufferWatch.next(Level.FULL, 100, 1000)).isEqualTo(Level.NORMAL);
    }

    @Test
    void takesThreeQuartersUnlessTold() {
        assertThat(BufferWatch.limit(0, 400)).isEqualTo(300);
        assertThat(BufferWatch.limit(100, 400)).isEqualTo(100);
        assertThat(BufferWatch.limit(1000, 400)).isEqualTo(400);
    }
}
