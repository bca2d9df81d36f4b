package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.ResponseFields;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.ResponseHeadParser;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.HeaderAssembly;
import dev.quaygate.proxy.codec.h2.HpackSink;
import dev.quaygate.proxy.codec.h2.ResponseRules;
import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the header blocks of an endpoint become: response heads and trailers, judged like those of
 * HTTP/1.1 (RFC 9113 §8.1, §8.3.2). Event loop only.
 */
final class MultiplexedHeads implements HeaderAssembly.Receiver {
    private final LoopLocal loop;
    private final MultiplexedConnection connection;
    private final MultiplexedStreams streams;
    private final HpackSink sink =
            new HpackSink(ResponseHeadParser.MAX_HEAD, ResponseHeadParser.MAX_FIELDS);
    private final HeaderAssembly assembly = new HeaderAssembly(this, sink);
    private final ResponseHead trailers = new ResponseHead();

    MultiplexedHeads(LoopLocal loop, MultiplexedConnection connection, MultiplexedStreams streams) {
        this.loop = loop;
        this.connection = connection;
        this.streams = streams;
    }

    HeaderAssembly assembly() {
        return assembly;
    }

    @Override
    public void broken(int code, String detail) {
        connection.broken(code, detail);
    }

    @Override
    public void abuse(String detail) {
        connection.broken(ErrorCode.ENHANCE_YOUR_CALM, detail);
    }

    @Override
    public void complete(ByteBuf block) {
        int id = assembly.streamId();
        MultiplexedStream stream = streams.find(id);
        if (stream == null) {
            completeForNone(id, block);
        } else if (stream.hasHead()) {
            completeTrailers(id, stream, block);
        } else {
            completeHead(id, stream, block);
        }
    }

    /** The decoder's table must stay in step, whatever the block belongs to. */
    private void completeForNone(int id, ByteBuf block) {
        trailers.reset();
        sink.beginTrailers(trailers);
        if (!assembly.decode(block) || streams.wasReset(id)) {
            return;
        }
        connection.broken(
                streams.isIdle(id) ? ErrorCode.PROTOCOL_ERROR : ErrorCode.STREAM_CLOSED,
                "HEADERS for a stream that is not open");
    }

    private void completeHead(int id, MultiplexedStream stream, ByteBuf block) {
        ResponseHead head = loop.response;
        head.reset();
        sink.beginResponse(head);
        if (!assembly.decode(block)) {
            return;
        }
        String fault = sink.isTooLarge() ? "head too large" : sink.fault();
        if (fault == null) {
            fault = ResponseRules.judge(head);
        }
        if (fault == null) {
            fault = settle(stream, head);
        }
        if (fault != null) {
            streams.streamError(id, ErrorCode.PROTOCOL_ERROR, fault);
        } else if (head.status >= 200) {
            stream.head(head, assembly.ends());
        } else if (head.status > 100) {
            stream.interim(head);
        }
    }

    private @Nullable String settle(MultiplexedStream stream, ResponseHead head) {
        if (head.status < 200 && assembly.ends()) {
            return "interim response that ends the stream";
        }
        if (head.status < 200 && !stream.countInterim()) {
            return "too many interim responses";
        }
        Refusal wrong = ResponseFields.settleHttp2(head, stream.isToHead(), assembly.ends());
        return wrong == null ? null : wrong.detail();
    }

    private void completeTrailers(int id, MultiplexedStream stream, ByteBuf block) {
        trailers.reset();
        sink.beginTrailers(trailers);
        if (!assembly.decode(block)) {
            return;
        }
        String fault = sink.isTooLarge() ? "trailers too large" : sink.fault();
        if (fault == null) {
            fault = ResponseRules.judgeTrailers(trailers);
        }
        if (stream.isRemoteEnded()) {
            fault = "HEADERS after the end";
        } else if (!assembly.ends()) {
            fault = "trailers without END_STREAM";
        } else if (fault == null) {
            fault = stream.judgeEnd();
        }
        if (fault != null) {
            streams.streamError(id, ErrorCode.PROTOCOL_ERROR, fault);
            return;
        }
        stream.remoteEnd(trailers);
    }
}
