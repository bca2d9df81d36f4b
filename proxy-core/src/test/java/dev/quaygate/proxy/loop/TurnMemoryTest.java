package dev.quaygate.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.HeadBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The loop's memory that is used again in each turn: never by two at once. */
final class TurnMemoryTest {
    private final WaitingHeads waitingHeads = new WaitingHeads(16);
    private final SpareBuffers spares = new SpareBuffers(2, 8);

    @Test
    void headsOfOneTurnStandBehindEachOther() {
        int first = waitingHeads.put(head("GET /a"));
        int second = waitingHeads.put(head("GET /b"));

        assertThat(text(first, 6)).isEqualTo("GET /a");
        assertThat(text(second, 6)).isEqualTo("GET /b");
    }

    @Test
    void headWithoutRoomStaysWhereItIs() {
        waitingHeads.put(head("0123456789"));
        HeadBuffer late = head("abcdefg");

        assertThat(waitingHeads.put(late)).isEqualTo(WaitingHeads.FULL);
        assertThat(late.length).isEqualTo(7);
    }

    @Test
    void beginsAnewOnlyWhenNothingWaits() {
        int first = waitingHeads.put(head("01234567"));
        waitingHeads.put(head("89"));
        waitingHeads.done();

        assertThat(waitingHeads.put(head("abcdefgh"))).isEqualTo(WaitingHeads.FULL);
        assertThat(text(first, 8)).isEqualTo("01234567");

        waitingHeads.done();

        assertThat(waitingHeads.put(head("abcdefgh"))).isZero();
    }

    @Test
    void spareThatIsStillHeldIsNotGivenOutAgain() {
        UnpooledByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
        ByteBuf held = spares.take(8, allocator);
        held.writeBytes("keep".getBytes(StandardCharsets.US_ASCII));
        spares.take(8, allocator).release();

        ByteBuf third = spares.take(8, allocator);
        third.writeBytes("lost".getBytes(StandardCharsets.US_ASCII));

        assertThat(held.toString(StandardCharsets.US_ASCII)).isEqualTo("keep");
        assertThat(third).isNotSameAs(held);
        third.release();
        held.release();
        assertThat(spares.take(8, allocator).isReadable()).isFalse();
    }

    @Test
    void largerBuffersComeFromTheAllocator() {
        ByteBuf large = spares.take(9, UnpooledByteBufAllocator.DEFAULT);

        assertThat(large.writableBytes()).isGreaterThanOrEqualTo(9);
        large.release();
    }

    private static HeadBuffer head(String text) {
        var head = new HeadBuffer();
        head.put(text.getBytes(StandardCharsets.US_ASCII));
        return head;
    }

    private String text(int from, int size) {
        ByteBuf copy = Unpooled.buffer();
        waitingHeads.copy(from, from + size, copy);
        return copy.toString(StandardCharsets.US_ASCII);
    }
}
