package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.h2.SendingStream;
import io.netty.buffer.ByteBuf;

/** The request half of one stream to an endpoint. Event loop only. */
final class MultiplexedOutput extends SendingStream {
    final MultiplexedStream stream;
    private final MultiplexedStreams streams;

    MultiplexedOutput(
            int id, int window, int buffer, MultiplexedStream stream, MultiplexedStreams streams) {
        super(id, window, buffer);
        this.stream = stream;
        this.streams = streams;
    }

    /** Takes ownership. */
    void add(ByteBuf data) {
        enqueue(data);
    }

    void end() {
        enqueueEnd(null);
    }

    /** The head had no body after it. */
    void headEnded() {
        endedByHead();
    }

    void close() {
        closeSending();
    }

    @Override
    protected void sendLater() {
        streams.sendLater(this);
    }

    @Override
    protected void backlogged(int change) {
        // How long an endpoint may take is the exchange's to say.
    }

    @Override
    protected void writeTrailers(byte[] block) {
        throw new IllegalStateException("requests have no trailers");
    }

    @Override
    protected void localEnd() {
        // The stream goes on until the response ends.
    }

    @Override
    protected void drained() {
        stream.drained();
    }
}
