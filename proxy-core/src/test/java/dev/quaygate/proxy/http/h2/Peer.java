package dev.quaygate.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.loop.DescriptorReserve;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.loop.LoopTime;
import dev.quaygate.proxy.upstream.UpstreamConnections;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A client that talks to one connection in frames, and the backend behind it. */
final class Peer implements AutoCloseable {
    final EmbeddedChannel channel = new EmbeddedChannel();
    final LoopLocal loop =
            new LoopLocal(0, channel.eventLoop(), InstantSource.system(), new Random(7));
    final TestClient client;
    final H2Connection connection;

    /** Connections to the backend, in the order in which they were opened. */
    final List<EmbeddedChannel> upstreams = new ArrayList<>();

    /** Whether the backend takes no bytes. */
    boolean backendIsShut;

    // Counts what is given back, without waiting for a leak detector.
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);

    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final ByteBuf outbound = Unpooled.buffer();

    private Peer(Consumer<TestClient> setUp) {
        var toBackend =
                new UpstreamConnections(
                        this::newUpstream,
                        this::newUpstream,
                        new FixedRecvByteBufAllocator(4096),
                        new DescriptorReserve(Long.MAX_VALUE),
                        1);
        client = new TestClient(loop, toBackend);
        setUp.accept(client);
        connection = new H2Connection(client.connection());
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(connection);
    }

    private EmbeddedChannel newUpstream() {
        var upstream =
                new EmbeddedChannel(DefaultChannelId.newInstance(), false, false, new Gate());
        upstreams.add(upstream);
        return upstream;
    }

    /** Keeps what is flushed towards the backend while it is shut. */
    private final class Gate extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (!backendIsShut) {
                ctx.flush();
            }
        }
    }

    /** A connection whose preface and settings are exchanged. */
    static Peer connected(Consumer<TestClient> setUp) {
        Peer peer = raw(setUp);
        peer.send(Unpooled.wrappedBuffer(Wire.PREFACE));
        peer.send(Frame.of(Wire.SETTINGS, 0, 0));
        peer.received();
        return peer;
    }

    /** One that has sent nothing. */
    static Peer raw(Consumer<TestClient> setUp) {
        return new Peer(setUp);
    }

    /** Every path but those set up is forwarded. */
    static Peer forwarding() {
        return connected(client -> client.forward(9));
    }

    static Peer answering() {
        return connected(client -> client.respond("/", 200, "hello"));
    }

    void send(Frame... frames) {
        ByteBuf all = Unpooled.buffer();
        for (Frame frame : frames) {
            all.writeBytes(frame.bytes());
        }
        send(all);
    }

    /** Takes ownership. */
    void send(ByteBuf bytes) {
        channel.writeInbound(memory.buffer(bytes.readableBytes()).writeBytes(bytes));
        bytes.release();
        turn();
    }

    /** Lets the loop finish its turn. */
    void turn() {
        channel.runPendingTasks();
    }

    /** Fires the timers that are due after {@code time}. */
    void after(Duration time) {
        LoopTime.advance(loop, System.nanoTime() + time.toNanos());
        turn();
    }

    Frame get(int streamId, String path) {
        return head(streamId, true, ":method", "GET", ":path", path);
    }

    Frame post(int streamId, String path, String... more) {
        String[] fields = new String[4 + more.length];
        System.arraycopy(new String[] {":method", "POST", ":path", path}, 0, fields, 0, 4);
        System.arraycopy(more, 0, fields, 4, more.length);
        return head(streamId, false, fields);
    }

    /** A complete HEADERS frame as a library would send it; scheme and authority are added. */
    Frame head(int streamId, boolean end, String... fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        headers.scheme("http").authority("a.example");
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        ByteBuf out = Unpooled.buffer();
        try {
            encoder.encodeHeaders(streamId, headers, out);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        return headers(streamId, end, out);
    }

    /** A HEADERS frame with exactly these fields in this order, as literals. */
    Frame block(int streamId, boolean end, String... fields) {
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < fields.length; i += 2) {
            out.writeByte(0);
            for (String part : new String[] {fields[i], fields[i + 1]}) {
                assertThat(part.length()).isLessThan(127);
                out.writeByte(part.length());
                out.writeBytes(part.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return headers(streamId, end, out);
    }

    private static Frame headers(int streamId, boolean end, ByteBuf block) {
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        int flags = Wire.END_HEADERS | (end ? Wire.END_STREAM : 0);
        return new Frame(Wire.HEADERS, flags, streamId, bytes);
    }

    /** Everything that was flushed since the last call. */
    List<Frame> received() {
        turn();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            outbound.writeBytes(next);
            next.release();
        }
        List<Frame> frames = new ArrayList<>();
        while (outbound.isReadable()) {
            frames.add(Frame.read(outbound));
        }
        return frames;
    }

    List<Frame> received(Predicate<Frame> which) {
        return received().stream().filter(which).toList();
    }

    /** The fields of a HEADERS frame, in order. Each must be decoded, and only once. */
    List<String> fields(Frame head) {
        assertThat(head.type()).isEqualTo(Wire.HEADERS);
        try {
            List<String> fields = new ArrayList<>();
            decoder.decodeHeaders(head.streamId(), Unpooled.wrappedBuffer(head.payload()))
                    .forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
            return fields;
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What the backend has got on its {@code index}th connection since the last call. */
    String upstreamGot(int index) {
        turn();
        Deque<ByteBuf> all = new ArrayDeque<>();
        EmbeddedChannel upstream = upstreams.get(index);
        for (ByteBuf next = upstream.readOutbound(); next != null; next = upstream.readOutbound()) {
            all.add(next);
        }
        StringBuilder text = new StringBuilder();
        for (ByteBuf next : all) {
            text.append(next.toString(StandardCharsets.US_ASCII));
            next.release();
        }
        return text.toString();
    }

    void upstreamSends(int index, String text) {
        upstreamSends(index, text.getBytes(StandardCharsets.US_ASCII));
    }

    void upstreamSends(int index, byte[] bytes) {
        upstreams.get(index).writeInbound(Unpooled.copiedBuffer(bytes));
        turn();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        for (EmbeddedChannel upstream : upstreams) {
            upstream.finishAndReleaseAll();
        }
        assertThat(memory.metric().usedHeapMemory()).as("leaked heap bytes").isZero();
        assertThat(memory.metric().usedDirectMemory()).as("leaked direct bytes").isZero();
    }
}
