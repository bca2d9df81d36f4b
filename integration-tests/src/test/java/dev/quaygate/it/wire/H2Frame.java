package dev.quaygate.it.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * An HTTP/2 frame (RFC 9113 section 4.1), legal or not.
 *
 * @param type number of the type
 * @param stream identifier, 0 for the connection
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they go on the wire; nobody compares frames
public record H2Frame(int type, int flags, int stream, byte[] payload) {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    public static final int PADDED = 8;
    public static final int PRIORITISED = 0x20;

    /** HEADERS with a whole block. */
    public static H2Frame headers(int stream, byte[] block, boolean endStream) {
        return new H2Frame(HEADERS, END_HEADERS | (endStream ? END_STREAM : 0), stream, block);
    }

    public static H2Frame data(int stream, byte[] bytes, boolean endStream) {
        return new H2Frame(DATA, endStream ? END_STREAM : 0, stream, bytes);
    }

    public static H2Frame reset(int stream, int code) {
        return new H2Frame(RST_STREAM, 0, stream, number(code));
    }

    public static H2Frame windowUpdate(int stream, int increment) {
        return new H2Frame(WINDOW_UPDATE, 0, stream, number(increment));
    }

    public static H2Frame ping() {
        return new H2Frame(PING, 0, 0, new byte[8]);
    }

    /** SETTINGS of identifier, value pairs. */
    public static H2Frame settings(int... pairs) {
        var payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return new H2Frame(SETTINGS, 0, 0, payload.array());
    }

    public static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The 32-bit number at {@code at} of the payload: error codes, last stream, increments. */
    public int numberAt(int at) {
        return ByteBuffer.wrap(payload).getInt(at);
    }

    byte[] encoded() {
        var out = new ByteArrayOutputStream(payload.length + 9);
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.writeBytes(number(stream));
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
