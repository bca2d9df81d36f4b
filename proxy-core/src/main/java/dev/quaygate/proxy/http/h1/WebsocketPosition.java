package dev.quaygate.proxy.http.h1;

import io.netty.buffer.ByteBuf;

/**
 * Follows websocket frames that pass by (RFC 6455 §5.2) only as far as to know whether one has just
 * ended: there a Close frame of our own may stand, nowhere else. Event loop only.
 */
final class WebsocketPosition {
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private long payload;
    private int headerByte;
    private int lengthBytes;
    private int maskBytes;

    /** Looks at bytes without taking them. */
    void passed(ByteBuf data) {
        int at = data.readerIndex();
        int end = data.writerIndex();
        while (at < end) {
            if (headerByte == 0 && payload > 0) {
                long skip = Math.min(payload, end - at);
                payload -= skip;
                at += (int) skip;
                continue;
            }
            header(data.getByte(at++));
        }
    }

    /** Whether a frame has ended and no other has begun. */
    boolean isBetweenFrames() {
        return headerByte == 0 && payload == 0;
    }

    private void header(byte b) {
        switch (headerByte) {
            case 0 -> headerByte = 1;
            case 1 -> second(b);
            default -> rest(b);
        }
        if (headerByte == 2 && lengthBytes == 0 && maskBytes == 0) {
            headerByte = 0;
        }
    }

    private void second(byte b) {
        headerByte = 2;
        maskBytes = (b & 0x80) != 0 ? 4 : 0;
        int length = b & 0x7f;
        lengthBytes = length == LENGTH_16 ? 2 : length == LENGTH_64 ? 8 : 0;
        payload = lengthBytes == 0 ? length : 0;
    }

    private void rest(byte b) {
        if (lengthBytes > 0) {
            lengthBytes--;
            payload = (payload << 8 | b & 0xff) & Long.MAX_VALUE;
            return;
        }
        maskBytes--;
    }
}
