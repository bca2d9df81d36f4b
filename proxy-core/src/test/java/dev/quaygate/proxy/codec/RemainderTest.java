package dev.quaygate.proxy.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class RemainderTest {
    private final Remainder remainder = new Remainder();

    @Test
    void givesWhatComesNextAsItIsIfNothingWaits() {
        ByteBuf next = bytes("abc");
        assertThat(remainder.before(next)).isSameAs(next);
        assertThat(next.refCnt()).isEqualTo(1);
        next.release();
    }

    @Test
    void putsWhatWaitedInFrontAndOwnsBoth() {
        ByteBuf first = bytes("ab");
        ByteBuf next = bytes("cd");
        remainder.keep(first);
        ByteBuf both = remainder.before(next);
        assertThat(both.toString(US_ASCII)).isEqualTo("abcd");
        assertThat(remainder.isEmpty()).isTrue();
        assertThat(first.refCnt()).isZero();
        assertThat(next.refCnt()).isZero();
        both.release();
    }

    @Test
    void losesNothingByASecondKeep() {
        ByteBuf first = bytes("ab");
        ByteBuf second = bytes("cd");
        remainder.keep(first);
        assertThatIllegalStateException().isThrownBy(() -> remainder.keep(second));
        assertThat(remainder.take()).isSameAs(first);
        first.release();
        second.release();
    }

    @Test
    void letsGoOfWhatWaits() {
        ByteBuf first = bytes("ab");
        remainder.keep(first);
        remainder.drop();
        remainder.drop();
        assertThat(first.refCnt()).isZero();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }
}
