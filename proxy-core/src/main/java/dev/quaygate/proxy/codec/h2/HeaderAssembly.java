package dev.quaygate.proxy.codec.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Puts HEADERS and CONTINUATION frames of one connection together (RFC 9113 §4.3, §6.2, §6.10) and
 * decodes them. Event loop only.
 */
public final class HeaderAssembly {
    private static final long UNBOUNDED = 0xffffffffL;

    /** What whole blocks are handed to. */
    public interface Receiver {
        /** A block is whole; {@code block} is valid during the call only. */
        void complete(ByteBuf block);

        /** A connection error (RFC 9113 §5.4.1). */
        void broken(int code, String detail);

        /** The peer asks for too much. */
        void abuse(String detail);
    }

    private final Receiver receiver;
    private final HpackSink sink;
    private final DefaultHttp2HeadersDecoder decoder;

    private @Nullable ByteBuf open;
    private int streamId;
    private boolean end;
    private boolean dependsOnItself;
    private int continuations;

    public HeaderAssembly(Receiver receiver, HpackSink fields) {
        this.receiver = receiver;
        this.sink = fields;
        // Limits are the sink's: it can tell an honest excess from an attack.
        this.decoder =
                new DefaultHttp2HeadersDecoder(false, UNBOUNDED) {
                    @Override
                    protected Http2Headers newHeaders() {
                        return fields;
                    }
                };
    }

    /** Whether CONTINUATION must come next, for the stream {@link #streamId()}. */
    public boolean isOpen() {
        return open != null;
    }

    /** The stream of the block. */
    public int streamId() {
        return streamId;
    }

    /** Whether the block ends its stream. */
    public boolean ends() {
        return end;
    }

    /** Whether its priority names the stream itself, which is an error of the stream. */
    public boolean dependsOnItself() {
        return dependsOnItself;
    }

    /** Lets go of a block that is not whole. */
    public void release() {
        if (open != null) {
            open.release();
            open = null;
        }
    }

    /** Takes the payload of HEADERS. */
    public void headers(int flags, int id, ByteBuf payload) {
        int padding =
                (flags & Wire.PADDED) != 0 && payload.isReadable() ? payload.readByte() & 0xff : 0;
        streamId = id;
        end = (flags & Wire.END_STREAM) != 0;
        dependsOnItself = false;
        if ((flags & Wire.WITH_PRIORITY) != 0) {
            if (payload.readableBytes() < 5) {
                receiver.broken(ErrorCode.FRAME_SIZE_ERROR, "HEADERS too short");
                return;
            }
            dependsOnItself = (payload.readInt() & 0x7fffffff) == id;
            payload.skipBytes(1);
        }
        if (padding > payload.readableBytes()) {
            receiver.broken(ErrorCode.PROTOCOL_ERROR, "more padding than payload");
            return;
        }
        payload.writerIndex(payload.writerIndex() - padding);
        if ((flags & Wire.END_HEADERS) != 0) {
            receiver.complete(payload);
            return;
        }
        continuations = 0;
        open = payload.alloc().buffer(payload.readableBytes() * 2 + 1).writeBytes(payload);
    }

    /** Takes the payload of CONTINUATION. */
    public void continuation(int flags, ByteBuf payload) {
        ByteBuf block = open;
        if (block == null) {
            receiver.broken(ErrorCode.PROTOCOL_ERROR, "CONTINUATION without HEADERS");
            return;
        }
        boolean last = (flags & Wire.END_HEADERS) != 0;
        if (++continuations >= AbuseLimits.CONTINUATIONS
                || block.readableBytes() + payload.readableBytes() > AbuseLimits.BLOCK_BYTES) {
            receiver.abuse("header block in too many pieces");
            return;
        }
        block.writeBytes(payload);
        if (!last) {
            return;
        }
        open = null;
        try {
            receiver.complete(block);
        } finally {
            block.release();
        }
    }

    /** Decodes the block into the sink; false if the connection is broken by it. */
    public boolean decode(ByteBuf block) {
        try {
            decoder.decodeHeaders(streamId, block);
        } catch (Http2Exception e) {
            receiver.broken(ErrorCode.COMPRESSION_ERROR, "header block does not decode");
            return false;
        }
        if (sink.isBomb()) {
            receiver.abuse("header block grows too much");
            return false;
        }
        return true;
    }
}
