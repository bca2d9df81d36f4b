package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.h2.AbuseLimits;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.HpackSink;
import dev.quaygate.proxy.codec.h2.TrailerRules;
import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Puts HEADERS and CONTINUATION frames together (RFC 9113 §4.3, §6.2, §6.10) and decodes them into
 * request heads and trailers. Event loop only.
 */
final class HeaderBlocks {
    private static final byte[] CONNECT = Ascii.bytes("CONNECT");
    private static final Refusal TOO_LARGE =
            new Refusal(Cause.HEAD_TOO_LARGE, 431, "header list too large", true, false);
    private static final long UNBOUNDED = 0xffffffffL;

    private final Lifecycle life;
    private final Streams streams;
    private final HpackSink sink;
    private final DefaultHttp2HeadersDecoder decoder;
    private final ResponseHead trailers = new ResponseHead();

    private @Nullable ByteBuf open;
    private int streamId;
    private boolean end;
    private boolean dependsOnItself;
    private int continuations;

    HeaderBlocks(Lifecycle life, Streams streams, Limits limits) {
        this.life = life;
        this.streams = streams;
        HpackSink fields = new HpackSink(limits.headerBytes(), limits.headerFields());
        this.sink = fields;
        // Limits are the sink's: it can tell an answer 431 from an attack.
        this.decoder =
                new DefaultHttp2HeadersDecoder(false, UNBOUNDED) {
                    @Override
                    protected Http2Headers newHeaders() {
                        return fields;
                    }
                };
    }

    /** Whether CONTINUATION must come next, for the stream {@link #streamId()}. */
    boolean isOpen() {
        return open != null;
    }

    int streamId() {
        return streamId;
    }

    void release() {
        if (open != null) {
            open.release();
            open = null;
        }
    }

    void headers(int flags, int id, ByteBuf payload) {
        int padding =
                (flags & Wire.PADDED) != 0 && payload.isReadable() ? payload.readByte() & 0xff : 0;
        streamId = id;
        end = (flags & Wire.END_STREAM) != 0;
        dependsOnItself = false;
        if ((flags & Wire.WITH_PRIORITY) != 0) {
            if (payload.readableBytes() < 5) {
                life.fail(ErrorCode.FRAME_SIZE_ERROR, "HEADERS too short");
                return;
            }
            dependsOnItself = (payload.readInt() & 0x7fffffff) == id;
            payload.skipBytes(1);
        }
        if (padding > payload.readableBytes()) {
            life.fail(ErrorCode.PROTOCOL_ERROR, "more padding than payload");
            return;
        }
        payload.writerIndex(payload.writerIndex() - padding);
        if ((flags & Wire.END_HEADERS) != 0) {
            complete(payload);
            return;
        }
        continuations = 0;
        open = payload.alloc().buffer(payload.readableBytes() * 2 + 1).writeBytes(payload);
    }

    void continuation(int flags, ByteBuf payload) {
        ByteBuf block = open;
        if (block == null) {
            life.fail(ErrorCode.PROTOCOL_ERROR, "CONTINUATION without HEADERS");
            return;
        }
        boolean last = (flags & Wire.END_HEADERS) != 0;
        if (++continuations >= AbuseLimits.CONTINUATIONS
                || block.readableBytes() + payload.readableBytes() > AbuseLimits.BLOCK_BYTES) {
            life.abuse("header block in too many pieces");
            return;
        }
        block.writeBytes(payload);
        if (!last) {
            return;
        }
        open = null;
        try {
            complete(block);
        } finally {
            block.release();
        }
    }

    private void complete(ByteBuf block) {
        H2Stream stream = streams.find(streamId);
        if (stream != null) {
            completeTrailers(stream, block);
        } else if (streamId > streams.lastStreamId()) {
            completeRequest(block);
        } else {
            completeForClosed(block);
        }
    }

    private void completeTrailers(H2Stream stream, ByteBuf block) {
        trailers.reset();
        sink.beginTrailers(trailers);
        if (!decode(block)) {
            return;
        }
        if (stream.isRemoteEnded()) {
            streams.streamError(stream, ErrorCode.STREAM_CLOSED, "HEADERS after the end");
            return;
        }
        String fault = sink.isTooLarge() ? "trailers too large" : sink.fault();
        if (fault == null) {
            fault = TrailerRules.judge(trailers);
        }
        if (!end) {
            fault = "trailers without END_STREAM";
        } else if (dependsOnItself) {
            fault = "stream depends on itself";
        } else if (stream.body() != null && !stream.body().mayEnd()) {
            fault = "body shorter than its length";
        }
        if (fault != null) {
            streams.streamError(stream, ErrorCode.PROTOCOL_ERROR, fault);
            return;
        }
        stream.end(trailers);
    }

    private void completeRequest(ByteBuf block) {
        if ((streamId & 1) == 0) {
            life.fail(ErrorCode.PROTOCOL_ERROR, "even stream id");
            return;
        }
        RequestHead head = streams.takeHead();
        head.version = RequestHead.Version.HTTP_2;
        sink.beginRequest(head);
        if (!decode(block)) {
            streams.giveBack(head);
            return;
        }
        streams.accepted(streamId);
        if (!streams.mayOpen()) {
            streams.giveBack(head);
            streams.refuse(streamId);
            return;
        }
        if (sink.isTooLarge()) {
            streams.openRefused(streamId, head, end, TOO_LARGE);
            return;
        }
        String fault = dependsOnItself ? "stream depends on itself" : sink.fault();
        if (fault == null && !head.isMethod(CONNECT)) {
            fault = sink.missing();
        }
        if (fault != null) {
            streams.openMalformed(streamId, head, Refusal.close(Cause.BAD_REQUEST, fault));
            return;
        }
        streams.open(streamId, head, end);
    }

    /** Trailers in flight for a stream that we ended; anything else is an error. */
    private void completeForClosed(ByteBuf block) {
        trailers.reset();
        sink.beginTrailers(trailers);
        if (!decode(block) || streams.wasResetByUs(streamId)) {
            return;
        }
        boolean skipped = streamId < streams.lastStreamId();
        life.fail(
                skipped ? ErrorCode.PROTOCOL_ERROR : ErrorCode.STREAM_CLOSED,
                "HEADERS for a stream that is closed");
    }

    private boolean decode(ByteBuf block) {
        try {
            decoder.decodeHeaders(streamId, block);
        } catch (Http2Exception e) {
            life.fail(ErrorCode.COMPRESSION_ERROR, "header block does not decode");
            return false;
        }
        if (sink.isBomb()) {
            life.abuse("header block grows too much");
            return false;
        }
        return true;
    }
}
