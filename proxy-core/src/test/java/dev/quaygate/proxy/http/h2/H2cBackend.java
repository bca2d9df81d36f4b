package dev.quaygate.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.h2.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An endpoint that speaks HTTP/2 in frames made by hand, on one connection of a {@link Peer}. */
final class H2cBackend {
    private final Peer peer;
    private final int index;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final ByteBuf inbound = Unpooled.buffer();
    private boolean greeted;

    H2cBackend(Peer peer, int index) {
        this.peer = peer;
        this.index = index;
    }

    /** The first connection, whose settings are exchanged. */
    static H2cBackend settled(Peer peer, Frame settings) {
        var backend = new H2cBackend(peer, 0);
        backend.received();
        backend.send(settings);
        return backend;
    }

    static H2cBackend settled(Peer peer) {
        return settled(peer, Frame.of(Wire.SETTINGS, 0, 0));
    }

    void send(Frame... frames) {
        ByteBuf all = Unpooled.buffer();
        for (Frame frame : frames) {
            all.writeBytes(frame.bytes());
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        peer.upstreamSends(index, bytes);
    }

    /** An answer without body or trailers. */
    void answers(int streamId, String status) {
        send(peer.block(streamId, true, ":status", status));
    }

    /** Everything that was flushed to it since the last call. */
    List<Frame> received() {
        peer.turn();
        EmbeddedChannel channel = peer.upstreams.get(index);
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            inbound.writeBytes(next);
            next.release();
        }
        if (!greeted) {
            byte[] preface = new byte[Wire.PREFACE.length];
            inbound.readBytes(preface);
            assertThat(preface).isEqualTo(Wire.PREFACE);
            greeted = true;
        }
        List<Frame> frames = new ArrayList<>();
        while (inbound.isReadable()) {
            frames.add(Frame.read(inbound));
        }
        return frames;
    }

    List<Frame> received(Predicate<Frame> which) {
        return received().stream().filter(which).toList();
    }

    List<Frame> heads() {
        return received(frame -> frame.type() == Wire.HEADERS);
    }

    /** The fields of a HEADERS frame, in order. Each must be decoded, and only once. */
    List<String> fields(Frame head) {
        try {
            List<String> fields = new ArrayList<>();
            decoder.decodeHeaders(head.streamId(), Unpooled.wrappedBuffer(head.payload()))
                    .forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
            return fields;
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    boolean isClosed() {
        return !peer.upstreams.get(index).isActive();
    }

    /** What the client of {@code peer} got on a stream since the last call, but for dates. */
    static List<String> answer(Peer peer, int streamId) {
        List<Frame> frames = peer.received(frame -> frame.streamId() == streamId);
        return frames.stream()
                .map(frame ->
                        switch (frame.type()) {
                            case Wire.HEADERS ->
                                    peer.fields(frame) + (frame.endsStream() ? " end" : "");
                            case Wire.DATA -> frame.text() + (frame.endsStream() ? " end" : "");
                            case Wire.RST_STREAM -> "reset " + frame.error();
                            default -> "frame " + frame.type();
                        })
                .map(text -> text.replaceAll(", date: \\w+, [^,\\]]*", ""))
                .toList();
    }
}
