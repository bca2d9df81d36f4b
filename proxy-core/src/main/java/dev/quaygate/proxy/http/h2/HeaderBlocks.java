package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.HeaderAssembly;
import dev.quaygate.proxy.codec.h2.HpackSink;
import dev.quaygate.proxy.codec.h2.TrailerRules;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;

/**
 * What the header blocks of a client become: request heads and trailers (RFC 9113 §8.1). Event loop
 * only.
 */
final class HeaderBlocks implements HeaderAssembly.Receiver {
    private static final byte[] CONNECT = Ascii.bytes("CONNECT");
    private static final Refusal TOO_LARGE =
            new Refusal(Cause.HEAD_TOO_LARGE, 431, "header list too large", true, false);
    private final Lifecycle life;
    private final Streams streams;
    private final HpackSink sink;
    private final HeaderAssembly assembly;
    private final ResponseHead trailers = new ResponseHead();

    HeaderBlocks(Lifecycle life, Streams streams, Limits limits) {
        this.life = life;
        this.streams = streams;
        this.sink = new HpackSink(limits.headerBytes(), limits.headerFields());
        this.assembly = new HeaderAssembly(this, sink);
    }

    /** Whether CONTINUATION must come next, for the stream {@link #streamId()}. */
    boolean isOpen() {
        return assembly.isOpen();
    }

    int streamId() {
        return assembly.streamId();
    }

    void release() {
        assembly.release();
    }

    void headers(int flags, int id, ByteBuf payload) {
        assembly.headers(flags, id, payload);
    }

    void continuation(int flags, ByteBuf payload) {
        assembly.continuation(flags, payload);
    }

    @Override
    public void broken(int code, String detail) {
        life.fail(code, detail);
    }

    @Override
    public void abuse(String detail) {
        life.abuse(detail);
    }

    @Override
    public void complete(ByteBuf block) {
        H2Stream stream = streams.find(assembly.streamId());
        if (stream != null) {
            completeTrailers(stream, block);
        } else if (assembly.streamId() > streams.lastStreamId()) {
            completeRequest(assembly.streamId(), block);
        } else {
            completeForClosed(assembly.streamId(), block);
        }
    }

    private void completeTrailers(H2Stream stream, ByteBuf block) {
        trailers.reset();
        sink.beginTrailers(trailers);
        if (!assembly.decode(block)) {
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
        if (!assembly.ends()) {
            fault = "trailers without END_STREAM";
        } else if (assembly.dependsOnItself()) {
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

    private void completeRequest(int streamId, ByteBuf block) {
        if ((streamId & 1) == 0) {
            life.fail(ErrorCode.PROTOCOL_ERROR, "even stream id");
            return;
        }
        RequestHead head = streams.takeHead();
        head.version = RequestHead.Version.HTTP_2;
        sink.beginRequest(head);
        if (!assembly.decode(block)) {
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
            streams.openRefused(streamId, head, assembly.ends(), TOO_LARGE);
            return;
        }
        String fault = assembly.dependsOnItself() ? "stream depends on itself" : sink.fault();
        if (fault == null && !head.isMethod(CONNECT)) {
            fault = sink.missing();
        }
        if (fault != null) {
            streams.openMalformed(streamId, head, Refusal.close(Cause.BAD_REQUEST, fault));
            return;
        }
        streams.open(streamId, head, assembly.ends());
    }

    /** Trailers in flight for a stream that we ended; anything else is an error. */
    private void completeForClosed(int streamId, ByteBuf block) {
        trailers.reset();
        sink.beginTrailers(trailers);
        if (!assembly.decode(block) || streams.wasResetByUs(streamId)) {
            return;
        }
        boolean skipped = streamId < streams.lastStreamId();
        life.fail(
                skipped ? ErrorCode.PROTOCOL_ERROR : ErrorCode.STREAM_CLOSED,
                "HEADERS for a stream that is closed");
    }
}
