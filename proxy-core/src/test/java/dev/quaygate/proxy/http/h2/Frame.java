package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** One frame as bytes, made and read by hand. */
record Frame(int type, int flags, int streamId, byte[] payload) {
    static Frame of(int type, int flags, int streamId, byte... payload) {
        return new Frame(type, flags, streamId, payload);
    }

    static Frame data(int streamId, String text, boolean end) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new Frame(Wire.DATA, end ? Wire.END_STREAM : 0, streamId, bytes);
    }

    static Frame number(int type, int streamId, int value) {
        return new Frame(type, 0, streamId, ints(value));
    }

    static Frame windowUpdate(int streamId, int increment) {
        return number(Wire.WINDOW_UPDATE, streamId, increment);
    }

    static Frame reset(int streamId, int code) {
        return number(Wire.RST_STREAM, streamId, code);
    }

    static Frame setting(int id, int value) {
        byte[] bytes = new byte[6];
        bytes[1] = (byte) id;
        System.arraycopy(ints(value), 0, bytes, 2, 4);
        return new Frame(Wire.SETTINGS, 0, 0, bytes);
    }

    static byte[] ints(int... values) {
        ByteBuf out = Unpooled.buffer(values.length * 4);
        for (int value : values) {
            out.writeInt(value);
        }
        return out.array();
    }

    /** The next whole frame of {@code in}. */
    static Frame read(ByteBuf in) {
        int length = in.readUnsignedMedium();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int streamId = in.readInt();
        byte[] payload = new byte[length];
        in.readBytes(payload);
        return new Frame(type, flags, streamId, payload);
    }

    ByteBuf bytes() {
        return Unpooled.buffer(Wire.FRAME_HEADER + payload.length)
                .writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(streamId)
                .writeBytes(payload);
    }

    boolean endsStream() {
        return (type == Wire.DATA || type == Wire.HEADERS) && (flags & Wire.END_STREAM) != 0;
    }

    /** The error code of RST_STREAM, or of GOAWAY. */
    String error() {
        ByteBuf in = Unpooled.wrappedBuffer(payload);
        return ErrorCode.word(type == Wire.GOAWAY ? in.getInt(4) : in.getInt(0));
    }

    int firstInt() {
        return Unpooled.wrappedBuffer(payload).getInt(0);
    }

    String text() {
        return new String(payload, StandardCharsets.US_ASCII);
    }
}
