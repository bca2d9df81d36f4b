package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.ResponseHeadParser;
import dev.quaygate.proxy.codec.h2.FrameReader;
import dev.quaygate.proxy.codec.h2.HeaderAssembly;
import dev.quaygate.proxy.codec.h2.HpackSink;
import dev.quaygate.proxy.codec.h2.ResponseRules;
import dev.quaygate.proxy.codec.h2.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One GET over HTTP/2 in clear text on a blocking socket, for a health check. Reads no further than
 * the final head (RFC 9113 §3.4, §8.1). Used once, by one virtual thread.
 */
final class MultiplexedProbe implements FrameReader.Receiver, HeaderAssembly.Receiver {
    private static final int STREAM = 1;
    private static final int NONE_YET = 0;

    private final HpackSink sink =
            new HpackSink(ResponseHeadParser.MAX_HEAD, ResponseHeadParser.MAX_FIELDS);
    private final HeaderAssembly assembly = new HeaderAssembly(this, sink);
    private final FrameReader reader = FrameReader.ofClient(this);
    private final ResponseHead head = new ResponseHead();
    private int result = NONE_YET;

    /** The final status, or a constant of {@link StatusReader}. */
    int get(SocketChannel channel, String host, String path) throws IOException {
        ByteBuffer request = request(host, path).nioBuffer();
        while (request.hasRemaining()) {
            channel.write(request);
        }
        var received = ByteBuffer.allocate(4096);
        try {
            while (result == NONE_YET) {
                received.clear();
                if (channel.read(received) < 0) {
                    return StatusReader.CLOSED;
                }
                ByteBuf in = Unpooled.wrappedBuffer(received.flip());
                reader.read(in, UnpooledByteBufAllocator.DEFAULT);
            }
            return result;
        } finally {
            reader.stop();
            assembly.release();
        }
    }

    private static ByteBuf request(String host, String path) throws IOException {
        var fields = new DefaultHttp2Headers();
        fields.method("GET").scheme("http").path(path).authority(host);
        fields.add("user-agent", "quaygate-health").add("accept", "*/*");
        ByteBuf block = Unpooled.buffer();
        try {
            new DefaultHttp2HeadersEncoder().encodeHeaders(STREAM, fields, block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(Wire.PREFACE);
        out.writeMedium(6).writeByte(Wire.SETTINGS).writeByte(0).writeInt(0);
        out.writeShort(Wire.SETTING_ENABLE_PUSH).writeInt(0);
        out.writeMedium(block.readableBytes()).writeByte(Wire.HEADERS);
        out.writeByte(Wire.END_HEADERS | Wire.END_STREAM).writeInt(STREAM);
        return out.writeBytes(block);
    }

    @Override
    public boolean accepts(int type, int flags, int streamId, int length) {
        return result == NONE_YET;
    }

    @Override
    public void frame(int type, int flags, int streamId, ByteBuf payload) {
        if (type == Wire.HEADERS && streamId == STREAM) {
            assembly.headers(flags, streamId, payload);
        } else if (type == Wire.CONTINUATION) {
            assembly.continuation(flags, payload);
        } else if (type == Wire.GOAWAY || type == Wire.RST_STREAM) {
            result = StatusReader.CLOSED;
        }
    }

    @Override
    public void complete(ByteBuf block) {
        head.reset();
        sink.beginResponse(head);
        if (!assembly.decode(block)) {
            return;
        }
        if (sink.isTooLarge() || sink.fault() != null || ResponseRules.judge(head) != null) {
            result = StatusReader.MALFORMED;
        } else if (head.status >= 200) {
            result = head.status;
        }
    }

    @Override
    public boolean dataBegins(int flags, int streamId, int flow, int data) {
        return false; // the head is all that counts
    }

    @Override
    public void data(ByteBuf piece) {
        piece.release();
    }

    @Override
    public void dataEnds() {
        // Nothing is kept of it.
    }

    @Override
    public void broken(int code, String detail) {
        result = StatusReader.MALFORMED;
        reader.stop();
    }

    @Override
    public void abuse(String detail) {
        broken(0, detail);
    }
}
