package dev.quaygate.proxy.codec.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames (RFC 9113 §6). What is small is gathered in one buffer a turn; large payloads pass
 * as they are, behind their 9-byte header. Nothing is flushed here. Event loop only.
 */
public final class FrameWriter {
    /** Payloads up to this size are copied: cheaper than one more buffer in the socket's queue. */
    public static final int COPIED = 2 << 10;

    private static final int SMALLEST_BATCH = 512;
    private static final int LARGEST_BATCH = 32 << 10;

    @SuppressWarnings("NullAway.Init") // set before anything is written
    private ChannelHandlerContext ctx;

    private @Nullable ByteBuf batch;
    private int expected = SMALLEST_BATCH;
    private boolean closed;

    /** Where frames go. */
    public void open(ChannelHandlerContext context) {
        ctx = context;
    }

    /** Our settings; {@code limit}s as in RFC 9113 §6.5.2. */
    public void settings(int streams, int listSize) {
        ByteBuf out = begin(18, Wire.SETTINGS, 0, 0);
        out.writeShort(Wire.SETTING_STREAMS).writeInt(streams);
        out.writeShort(Wire.SETTING_WINDOW).writeInt(Wire.STREAM_WINDOW);
        out.writeShort(Wire.SETTING_LIST_SIZE).writeInt(listSize);
    }

    /** The preface and settings of a client that takes no pushes (RFC 9113 §3.4). */
    public void clientPreface(int listSize) {
        room(Wire.PREFACE.length).writeBytes(Wire.PREFACE);
        ByteBuf out = begin(18, Wire.SETTINGS, 0, 0);
        out.writeShort(Wire.SETTING_ENABLE_PUSH).writeInt(0);
        out.writeShort(Wire.SETTING_WINDOW).writeInt(Wire.STREAM_WINDOW);
        out.writeShort(Wire.SETTING_LIST_SIZE).writeInt(listSize);
    }

    public void settingsAck() {
        begin(0, Wire.SETTINGS, Wire.ACK, 0);
    }

    public void ping(int flags, long payload) {
        begin(8, Wire.PING, flags, 0).writeLong(payload);
    }

    public void reset(int streamId, int code) {
        begin(4, Wire.RST_STREAM, 0, streamId).writeInt(code);
    }

    public void windowUpdate(int streamId, int increment) {
        begin(4, Wire.WINDOW_UPDATE, 0, streamId).writeInt(increment);
    }

    public void goAway(int lastStreamId, int code) {
        begin(8, Wire.GOAWAY, 0, 0).writeInt(lastStreamId).writeInt(code);
    }

    /** One header block, with CONTINUATION frames if it is longer than the peer takes in one. */
    public void headers(int streamId, byte[] block, int length, boolean end, int frameLimit) {
        int type = Wire.HEADERS;
        int flags = end ? Wire.END_STREAM : 0;
        int at = 0;
        while (length - at > frameLimit) {
            begin(frameLimit, type, flags, streamId).writeBytes(block, at, frameLimit);
            at += frameLimit;
            type = Wire.CONTINUATION;
            flags = 0;
        }
        begin(length - at, type, flags | Wire.END_HEADERS, streamId)
                .writeBytes(block, at, length - at);
    }

    /** One DATA frame with a copy of the next {@code length} bytes. */
    public void copiedData(int streamId, SendBuffer from, int length, boolean end) {
        from.copyTo(begin(length, Wire.DATA, end ? Wire.END_STREAM : 0, streamId), length);
    }

    /** One DATA frame; takes ownership of {@code payload}. */
    public void data(int streamId, ByteBuf payload, boolean end) {
        int length = payload.readableBytes();
        int flags = end ? Wire.END_STREAM : 0;
        frameHeader(room(Wire.FRAME_HEADER), length, Wire.DATA, flags, streamId);
        emit();
        ctx.write(payload, ctx.voidPromise());
    }

    /** A DATA frame without data that ends the stream. */
    public void endOfStream(int streamId) {
        begin(0, Wire.DATA, Wire.END_STREAM, streamId);
    }

    /** Hands on what is gathered. */
    public void emit() {
        ByteBuf out = batch;
        if (out != null && !closed) {
            batch = null;
            expected = Math.max(SMALLEST_BATCH, Math.min(out.readableBytes(), LARGEST_BATCH));
            ctx.write(out, ctx.voidPromise());
        }
    }

    /** Gives up what was not handed on, and writes nothing more. */
    public void close() {
        closed = true;
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }

    private ByteBuf begin(int length, int type, int flags, int streamId) {
        ByteBuf out = room(Wire.FRAME_HEADER + length);
        frameHeader(out, length, type, flags, streamId);
        return out;
    }

    private static void frameHeader(ByteBuf out, int length, int type, int flags, int streamId) {
        out.writeLong(
                (long) length << 40 | (long) type << 32 | (long) flags << 24 | streamId >>> 8);
        out.writeByte(streamId);
    }

    private ByteBuf room(int bytes) {
        ByteBuf out = batch;
        if (out != null && out.readableBytes() + bytes > LARGEST_BATCH && out.isReadable()) {
            emit();
            out = null;
        }
        if (out == null) {
            out = ctx.alloc().directBuffer(Math.max(bytes, expected));
            batch = out;
        }
        return out.ensureWritable(bytes);
    }
}
