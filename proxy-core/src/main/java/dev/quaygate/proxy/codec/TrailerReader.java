package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;

/** Collects the trailer section of a chunked body under its own budget. */
final class TrailerReader {
    private static final int MAX_BYTES = 8 << 10;
    private static final int MAX_FIELDS = 16;
    private static final byte[] CONTENT = Ascii.bytes("content-");

    private final ResponseHead block = new ResponseHead();

    ResponseHead block() {
        return block;
    }

    void reset() {
        block.reset();
    }

    /** Takes bytes up to the end of the section; returns a constant of {@link ChunkDecoder}. */
    int read(ByteBuf in) {
        int before = block.length;
        int taken = Math.min(in.readableBytes(), MAX_BYTES - before);
        block.ensure(before + taken);
        in.readBytes(block.bytes, before, taken);
        block.length = before + taken;
        int at = block.parsed;
        while (true) {
            int next = FieldLine.read(block, at, block.length);
            if (next > 0) {
                if (block.count() > MAX_FIELDS) {
                    return ChunkDecoder.ERROR;
                }
                dropForbidden(block, block.count() - 1);
                at = next;
                continue;
            }
            block.parsed = at;
            return finish(next, at, in);
        }
    }

    private int finish(int code, int at, ByteBuf in) {
        if (code == FieldLine.BLANK_LINE) {
            block.headEnd = at + 2;
            in.readerIndex(in.readerIndex() - (block.length - block.headEnd));
            block.length = block.headEnd;
            return ChunkDecoder.END;
        }
        boolean waits = code == FieldLine.INCOMPLETE && block.length < MAX_BYTES;
        return waits ? ChunkDecoder.NEED_MORE : ChunkDecoder.ERROR;
    }

    /**
     * Fields that frame, route, authenticate or describe content never come late (RFC 9110 §6.5.1).
     */
    static void dropForbidden(FieldBlock block, int field) {
        boolean forbidden =
                switch (block.id(field)) {
                    case FieldName.OTHER -> isContent(block, field);
                    case FieldName.DATE,
                            FieldName.SERVER,
                            FieldName.USER_AGENT,
                            FieldName.REFERER,
                            FieldName.ACCEPT ->
                            false;
                    default -> true;
                };
        if (forbidden) {
            block.drop(field);
        }
    }

    private static boolean isContent(FieldBlock block, int field) {
        int start = block.nameStart(field);
        return block.nameEnd(field) - start >= CONTENT.length
                && FieldName.equalsFolded(block.bytes, start, start + CONTENT.length, CONTENT);
    }
}
