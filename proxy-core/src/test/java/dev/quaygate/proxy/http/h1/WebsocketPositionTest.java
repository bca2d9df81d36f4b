package dev.quaygate.proxy.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Guards RFC 6455 §5.2: a Close frame may stand only between frames. */
final class WebsocketPositionTest {
    @Test
    void knowsTheEndOfEveryFrameHoweverTheBytesAreCut() {
        long seed = 6455;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        ByteBuf stream = Unpooled.buffer();
        Set<Integer> ends = new HashSet<>(Set.of(0));
        for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 3, 0}) {
            boolean masked = random.nextBoolean();
            frame(stream, length, masked);
            ends.add(stream.writerIndex());
        }
        var position = new WebsocketPosition();
        int at = 0;
        while (at < stream.writerIndex()) {
            int step =
                    Math.min(
                            1 + random.nextInt(3) * random.nextInt(5_000),
                            stream.writerIndex() - at);
            position.passed(stream.slice(at, step));
            at += step;
            assertThat(position.isBetweenFrames()).as("at %d", at).isEqualTo(ends.contains(at));
        }
        for (var each = new WebsocketPosition(); at > 0; at = 0) {
            for (int i = 0; i < stream.writerIndex(); i++) {
                each.passed(stream.slice(i, 1));
                assertThat(each.isBetweenFrames())
                        .as("after byte %d", i)
                        .isEqualTo(ends.contains(i + 1));
            }
        }
    }

    private static void frame(ByteBuf into, int length, boolean masked) {
        int mask = masked ? 0x80 : 0;
        into.writeByte(0x82);
        if (length < 126) {
            into.writeByte(mask | length);
        } else if (length < 65_536) {
            into.writeByte(mask | 126).writeShort(length);
        } else {
            into.writeByte(mask | 127).writeLong(length);
        }
        into.writeZero((masked ? 4 : 0) + length);
    }
}
