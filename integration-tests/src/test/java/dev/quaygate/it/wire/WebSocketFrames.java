package dev.quaygate.it.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Frames of RFC 6455 for both ends. */
public final class WebSocketFrames {
    public static final int TEXT = 1;
    public static final int CLOSE = 8;
    public static final int PING = 9;

    private WebSocketFrames() {}

    /** One frame, final; {@code size} counts the bytes that it took on the wire. */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares frames
    public record Frame(int opcode, byte[] payload, int size) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** Status code of a close frame, 1005 without one. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        }
    }

    /** The Sec-WebSocket-Accept that belongs to a key. */
    public static String accept(String key) {
        try {
            byte[] text =
                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                            .getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A whole message in one frame; masked as a client must. */
    public static byte[] encode(int opcode, byte[] payload, boolean masked) {
        var out = new ByteArrayOutputStream();
        out.write(0x80 | opcode);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else if (payload.length < 65_536) {
            out.write(mask | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(mask | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (!masked) {
            out.writeBytes(payload);
            return out.toByteArray();
        }
        byte[] key = {1, 2, 3, 4};
        out.writeBytes(key);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ key[i % 4]);
        }
        return out.toByteArray();
    }

    /**
     * The next frame.
     *
     * @throws EOFException when the stream ends before it is whole
     */
    public static Frame read(InputStream stream) throws IOException {
        var in = new DataInputStream(stream);
        int opcode = in.readUnsignedByte() & 0x0f;
        int second = in.readUnsignedByte();
        int length = second & 0x7f;
        int size = 2;
        if (length == 126) {
            length = in.readUnsignedShort();
            size += 2;
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
            size += 8;
        }
        byte[] key = new byte[4];
        if ((second & 0x80) != 0) {
            in.readFully(key);
            size += 4;
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= key[i % 4];
        }
        return new Frame(opcode, payload, size + length);
    }
}
