package dev.quaygate.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.loop.BufferPressure.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What full buffers mean for a loop. */
class BufferPressureTest {
    private final BufferPressure pressure = new BufferPressure();

    @Test
    void takesEverythingAtFirst() {
        assertThat(pressure.refusesWork()).isFalse();
        assertThat(pressure.isFull()).isFalse();
    }

    @Test
    void refusesWorkBeforeItIsFull() {
        pressure.change(Level.SHEDDING);
        assertThat(pressure.refusesWork()).isTrue();
        assertThat(pressure.isFull()).isFalse();

        pressure.change(Level.FULL);
        assertThat(pressure.refusesWork()).isTrue();
        assertThat(pressure.isFull()).isTrue();
    }

    @Test
    void letsHeldConnectionsReadOnceWhenThereIsRoomAgain() {
        List<String> read = new ArrayList<>();
        pressure.change(Level.FULL);
        pressure.hold(() -> read.add("a"));
        pressure.hold(() -> read.add("b"));

        pressure.change(Level.FULL);
        assertThat(read).isEmpty();
        pressure.change(Level.SHEDDING);
        pressure.change(Level.NORMAL);

        assertThat(read).containsExactly("a", "b");
    }
}
