package dev.quaygate.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.h2.AbuseLimits;
import dev.quaygate.proxy.codec.h2.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a client may do without asking for anything (P12): CVE-2019-9512, CVE-2019-9515,
 * CVE-2019-9518, CVE-2023-44487, CVE-2025-8671, CVE-2026-33871, CVE-2026-49975.
 */
class AbuseLimitsTest {
    private static final int STREAMS = 1000;

    /** Sends the attack until the connection ends; the stream ids go up by two. */
    private interface Attack {
        Frame[] on(Peer peer, int streamId);
    }

    private static void endsWithin(int streams, Attack attack) {
        try (Peer peer = Peer.forwarding()) {
            int sent = 0;
            List<Frame> goAway = List.of();
            while (goAway.isEmpty() && sent < STREAMS) {
                peer.send(attack.on(peer, 1 + 2 * sent++));
                goAway = peer.received(frame -> frame.type() == Wire.GOAWAY);
            }

            assertThat(goAway)
                    .singleElement()
                    .extracting(Frame::error)
                    .isEqualTo("ENHANCE_YOUR_CALM");
            assertThat(sent).isLessThanOrEqualTo(streams);
            assertThat(peer.upstreams.size()).isLessThanOrEqualTo(100);
            assertThat(peer.upstreams).noneMatch(upstream -> upstream.isOpen());
            assertThat(peer.client.ended.getLast()).startsWith("0 h2_abuse");
            peer.after(Duration.ofSeconds(2));
            assertThat(peer.channel.isOpen()).isFalse();
        }
    }

    @Test
    void endsRapidReset() {
        endsWithin(100, (peer, id) -> new Frame[] {peer.get(id, "/"), Frame.reset(id, 8)});
    }

    @Test
    void endsResetsProvokedByAWindowUpdateOfZero() {
        endsWithin(100, (peer, id) -> new Frame[] {peer.get(id, "/"), Frame.windowUpdate(id, 0)});
    }

    @Test
    void endsResetsProvokedByAWindowOverflow() {
        endsWithin(
                100,
                (peer, id) ->
                        new Frame[] {peer.get(id, "/"), Frame.windowUpdate(id, Integer.MAX_VALUE)});
    }

    @Test
    void endsResetsProvokedByDataAfterTheEnd() {
        endsWithin(100, (peer, id) -> new Frame[] {peer.get(id, "/"), Frame.data(id, "x", false)});
    }

    @Test
    void endsResetsProvokedByStreamsThatDependOnThemselves() {
        endsWithin(
                100,
                (peer, id) -> {
                    byte[] priority = new byte[5];
                    System.arraycopy(Frame.ints(id), 0, priority, 0, 4);
                    return new Frame[] {
                        peer.get(id, "/"), Frame.of(Wire.PRIORITY, 0, id, priority)
                    };
                });
    }

    @Test
    void endsResetsProvokedByBadTrailers() {
        endsWithin(
                100,
                (peer, id) -> new Frame[] {peer.post(id, "/"), peer.block(id, true, ":path", "/")});
    }

    @Test
    void endsAClientThatOpensStreamsBeyondTheLimit() {
        endsWithin(200, (peer, id) -> new Frame[] {peer.get(id, "/")});
    }

    @Test
    void endsMalformedRequests() {
        endsWithin(100, (peer, id) -> new Frame[] {peer.block(id, true, ":method", "GET")});
    }

    @Test
    void endsFloodsOfPing() {
        endsWithin(11, (peer, id) -> hundred(Frame.of(Wire.PING, 0, 0, new byte[8])));
    }

    @Test
    void endsFloodsOfSettings() {
        endsWithin(11, (peer, id) -> hundred(Frame.of(Wire.SETTINGS, 0, 0)));
    }

    @Test
    void endsFloodsOfPriority() {
        endsWithin(11, (peer, id) -> hundred(Frame.of(Wire.PRIORITY, 0, 1, new byte[5])));
    }

    @Test
    void endsFloodsOfUnknownFrames() {
        endsWithin(11, (peer, id) -> hundred(Frame.of(0x42, 0, 0, new byte[3])));
    }

    @Test
    void endsFloodsOfWindowUpdates() {
        endsWithin(11, (peer, id) -> hundred(Frame.windowUpdate(0, 1)));
    }

    @Test
    void endsEmptyDataFrames() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/"), Frame.data(1, "", false), Frame.data(1, "", false));
            assertThat(peer.received()).isEmpty();

            peer.send(Frame.data(1, "", false));

            assertThat(peer.received().getLast().error()).isEqualTo("ENHANCE_YOUR_CALM");
        }
    }

    /** A client that was sent a large file must not be free to flood for it later. */
    @Test
    void doesNotSaveUpThePingsThatDataAllows() {
        AbuseLimits limits = AbuseLimits.ofEndpoint();
        for (int i = 0; i < 100_000; i++) {
            limits.dataSent();
        }

        int pings = 0;
        while (!limits.ping(0)) {
            pings++;
        }

        assertThat(pings).isEqualTo(2 * AbuseLimits.CONTROL_FRAMES);
    }

    @Test
    void endsFloodsOfTinyDataFrames() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/"));
            Frame[] tiny = hundred(Frame.data(1, "x", false));
            int sent = 0;
            List<Frame> goAway = List.of();
            while (goAway.isEmpty() && sent < 100_000) {
                peer.send(tiny);
                sent += tiny.length;
                goAway = peer.received(frame -> frame.type() == Wire.GOAWAY);
            }

            assertThat(goAway)
                    .singleElement()
                    .extracting(Frame::error)
                    .isEqualTo("ENHANCE_YOUR_CALM");
            assertThat(sent).isLessThanOrEqualTo(20_100);
        }
    }

    @Test
    void endsContinuationFloodsByTheSixteenthFrame() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(Frame.of(Wire.HEADERS, 0, 1, peer.get(1, "/").payload()));
            int sent = 0;
            List<Frame> received = List.of();
            while (received.isEmpty() && sent < 100) {
                peer.send(Frame.of(Wire.CONTINUATION, 0, 1));
                sent++;
                received = peer.received();
            }

            assertThat(sent).isLessThanOrEqualTo(16);
            assertThat(received)
                    .singleElement()
                    .extracting(Frame::error)
                    .isEqualTo("ENHANCE_YOUR_CALM");
        }
    }

    @Test
    void endsBlocksThatGrowBeyondMeasureWhenDecoded() {
        try (Peer peer = Peer.forwarding()) {
            ByteBuf block = Unpooled.buffer();
            // One entry of about 4,000 bytes enters the table; every byte 0xbe repeats it.
            block.writeByte(0x40).writeByte(1).writeByte('a').writeByte(0x7f);
            int rest = 4000 - 127;
            block.writeByte(rest & 0x7f | 0x80).writeByte(rest >> 7);
            block.writeBytes("x".repeat(4000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            for (int i = 0; i < 10_000; i++) {
                block.writeByte(0xbe);
            }
            byte[] bytes = new byte[block.readableBytes()];
            block.readBytes(bytes);

            peer.send(Frame.of(Wire.HEADERS, Wire.END_HEADERS | Wire.END_STREAM, 1, bytes));

            assertThat(peer.received().getLast().error()).isEqualTo("ENHANCE_YOUR_CALM");
            assertThat(peer.loop.takeHead().bytes.length).isLessThan(64 << 10);
        }
    }

    @Test
    void endsHeadsThatAreTooLargeWhenTheyDoNotStop() {
        try (Peer peer = Peer.forwarding()) {
            String[] many = new String[4 + 2 * 101];
            java.util.Arrays.fill(many, "x");
            System.arraycopy(new String[] {":method", "GET", ":path", "/"}, 0, many, 0, 4);
            int sent = 0;
            List<Frame> goAway = List.of();
            while (goAway.isEmpty() && sent < STREAMS) {
                peer.send(peer.head(1 + 2 * sent++, true, many));
                goAway = peer.received(frame -> frame.type() == Wire.GOAWAY);
            }

            assertThat(sent).isLessThanOrEqualTo(100);
            assertThat(peer.upstreams).isEmpty();
        }
    }

    @Test
    void freesWhatAClientDoesNotReadInTime() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(Frame.setting(Wire.SETTING_WINDOW, 0));
            peer.send(peer.get(1, "/"));
            peer.upstreamGot(0);
            peer.upstreamSends(0, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            peer.received();

            peer.after(Duration.ofSeconds(29));
            assertThat(peer.received()).isEmpty();
            for (int i = 1; i <= 3; i++) {
                peer.after(Duration.ofSeconds(30 + 15L * i));
            }

            assertThat(peer.received())
                    .singleElement()
                    .extracting(Frame::error)
                    .isEqualTo("CANCEL");
            assertThat(peer.connection.openStreams()).isZero();
        }
    }

    @Test
    void letsAnHonestClientPingAndUpdateItsWindow() {
        try (Peer peer = Peer.answering()) {
            for (int i = 0; i < 300; i++) {
                int id = 1 + 2 * i;
                peer.send(
                        peer.get(id, "/"),
                        Frame.windowUpdate(0, 5),
                        Frame.of(Wire.PING, 0, 0, new byte[8]));
            }

            List<Frame> frames = peer.received();
            assertThat(frames).filteredOn(Frame::endsStream).hasSize(300);
            assertThat(frames).noneMatch(frame -> frame.type() == Wire.GOAWAY);
        }
    }

    private static Frame[] hundred(Frame frame) {
        Frame[] all = new Frame[100];
        java.util.Arrays.fill(all, frame);
        return all;
    }
}
