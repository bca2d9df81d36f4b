package dev.quaygate.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkEncoderTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 9, 10, 15, 16, 17, 255, 256, 65_535, 65_536, 1L << 32, Long.MAX_VALUE})
    void writesTheSizeInHexadecimal(long size) {
        ByteBuf out = Unpooled.buffer();

        ChunkEncoder.begin(out, size);

        assertThat(Bytes.text(out)).isEqualTo(Long.toHexString(size) + "\r\n");
        assertThat(out.readableBytes()).isLessThanOrEqualTo(ChunkEncoder.MAX_SIZE_LINE);
    }

    @Test
    void refusesAChunkThatWouldEndTheBody() {
        assertThatThrownBy(() -> ChunkEncoder.begin(Unpooled.buffer(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatItWritesIsReadBack() {
        var trailers = new ResponseHead();
        for (String name : List.of("x-sum", "x-dropped")) {
            trailers.add(FieldName.OTHER, Ascii.bytes(name), Ascii.bytes("1"));
        }
        trailers.drop(1);
        ByteBuf out = Unpooled.buffer();
        ChunkEncoder.begin(out, 5);
        out.writeBytes(Ascii.bytes("hello"));
        ChunkEncoder.finish(out);

        ChunkEncoder.last(out, trailers);

        assertThat(Bytes.text(out)).isEqualTo("5\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n");
        ChunkDecoder decoder = ChunkDecoder.ofResponse();
        assertThat(decoder.decode(out)).isEqualTo(ChunkDecoder.DATA);
        out.skipBytes(decoder.available(out));
        decoder.took(5);
        assertThat(decoder.decode(out)).isEqualTo(ChunkDecoder.END);
        assertThat(decoder.isEnded()).isTrue();
    }

    @Test
    void endsWithoutTrailers() {
        ByteBuf out = Unpooled.buffer();

        ChunkEncoder.last(out, null);

        assertThat(Bytes.text(out)).isEqualTo("0\r\n\r\n");
    }
}
