package dev.quaygate.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadGateTest {
    private final BufferPressure pressure = new BufferPressure();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReadGate gate = new ReadGate(pressure);

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void readsAgainOnlyWhenBothReasonsAreGone() {
        gate.attach(channel);
        gate.pause();
        gate.hold();
        assertThat(reads()).isFalse();
        pressure.change(BufferPressure.Level.SHEDDING);
        assertThat(gate.isHeld()).isFalse();
        assertThat(reads()).isFalse();
        gate.resume();
        assertThat(reads()).isTrue();
    }

    @Test
    void waitsForMemoryThoughTheOtherSideTakesBytesAgain() {
        gate.attach(channel);
        gate.hold();
        gate.pause();
        gate.resume();
        assertThat(reads()).isFalse();
        pressure.change(BufferPressure.Level.NORMAL);
        assertThat(reads()).isTrue();
    }

    @Test
    void bearsReasonsBeforeTheConnectionIsOpen() {
        gate.pause();
        gate.resume();
        gate.attach(channel);
        assertThat(reads()).isTrue();
    }

    private boolean reads() {
        return channel.config().isAutoRead();
    }
}
