package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Writes the frame around chunks (RFC 9112 §7.1). The data goes between, uncopied. Any thread. */
public final class ChunkEncoder {
    /** Most bytes that {@link #begin} writes. */
    public static final int MAX_SIZE_LINE = 18;

    private static final byte[] DIGITS = Ascii.bytes("0123456789abcdef");

    private ChunkEncoder() {}

    /** Writes the size line of a chunk of {@code size} bytes, at least 1. */
    public static void begin(ByteBuf out, long size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a chunk of " + size + " bytes would end the body");
        }
        int shift = (63 - Long.numberOfLeadingZeros(size)) & ~3;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(DIGITS[(int) (size >>> shift) & 15]);
        }
        out.writeShort('\r' << 8 | '\n');
    }

    /** Writes the line end behind the data of a chunk. */
    public static void finish(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    /** Writes the last chunk, trailers that are not dropped, and the end. */
    public static void last(ByteBuf out, @Nullable FieldBlock trailers) {
        out.writeByte('0').writeShort('\r' << 8 | '\n');
        for (int i = 0; trailers != null && i < trailers.count(); i++) {
            if (trailers.isDropped(i)) {
                continue;
            }
            write(out, trailers, trailers.nameStart(i), trailers.nameEnd(i));
            out.writeShort(':' << 8 | ' ');
            write(out, trailers, trailers.valueStart(i), trailers.valueEnd(i));
            out.writeShort('\r' << 8 | '\n');
        }
        out.writeShort('\r' << 8 | '\n');
    }

    private static void write(ByteBuf out, FieldBlock block, int start, int end) {
        out.writeBytes(block.bytes, start, end - start);
    }
}
