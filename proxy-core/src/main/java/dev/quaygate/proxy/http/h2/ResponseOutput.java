package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.h2.FrameWriter;
import dev.quaygate.proxy.codec.h2.HpackEncoder;
import dev.quaygate.proxy.codec.h2.PeerSettings;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;

/**
 * Encodes response heads and writes them in the order of the connection's HPACK state. Event loop
 * only.
 */
final class ResponseOutput {
    private static final byte[] DATE = Ascii.bytes("date");
    private static final int LONGEST_TABLE_SIZE = 12;

    private final LoopLocal loop;
    private final H2Connection connection;
    private final FrameWriter writer;
    private final PeerSettings peer;
    private final HpackEncoder encoder = new HpackEncoder();

    ResponseOutput(LoopLocal loop, H2Connection connection, FrameWriter writer, PeerSettings peer) {
        this.loop = loop;
        this.connection = connection;
        this.writer = writer;
        this.peer = peer;
    }

    /** The peer's table size has changed. */
    void tableSize() {
        encoder.tableSize(peer.tableSize);
    }

    /** A final or interim response head. */
    void head(int streamId, ResponseHead head, boolean end) {
        if (head.status >= 200 && head.find(FieldName.DATE) < 0) {
            head.add(FieldName.DATE, DATE, loop.date());
        }
        byte[] out = scratch(HpackEncoder.bound(head));
        int length = encoder.write(out, 0, head);
        writer.headers(streamId, out, length, end, peer.frameSize);
        connection.flushLater();
    }

    void goOn(int streamId) {
        byte[] out = scratch(HpackEncoder.CONTINUE_BOUND);
        int length = encoder.writeContinue(out, 0);
        writer.headers(streamId, out, length, false, peer.frameSize);
        connection.flushLater();
    }

    /** The block of trailers, to be sent later. */
    byte[] trailers(ResponseHead trailers) {
        byte[] out = scratch(HpackEncoder.bound(trailers));
        return Arrays.copyOf(out, HpackEncoder.writeTrailers(out, 0, trailers));
    }

    /** Ends a stream with a block that was encoded before. */
    void lastBlock(int streamId, byte[] block) {
        byte[] out = scratch(block.length + LONGEST_TABLE_SIZE);
        int start = encoder.writeTableSize(out, 0);
        System.arraycopy(block, 0, out, start, block.length);
        writer.headers(streamId, out, start + block.length, true, peer.frameSize);
    }

    void windowUpdate(int streamId, int increment) {
        writer.windowUpdate(streamId, increment);
        connection.flushLater();
    }

    void reset(int streamId, int code) {
        writer.reset(streamId, code);
        connection.flushLater();
    }

    private byte[] scratch(int capacity) {
        if (loop.out.bytes.length < capacity) {
            loop.out.bytes = new byte[capacity];
        }
        return loop.out.bytes;
    }
}
