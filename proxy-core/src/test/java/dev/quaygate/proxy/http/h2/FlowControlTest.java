package dev.quaygate.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.h2.Wire;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Windows of both directions, and the turns that streams take (RFC 9113 §5.2, §6.9; P2). */
class FlowControlTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n";

    @Test
    void sendsNoMoreThanTheStreamsWindow() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(Frame.setting(Wire.SETTING_WINDOW, 10), peer.get(1, "/"));
            peer.upstreamGot(0);
            peer.upstreamSends(0, HEAD.formatted(25) + "x".repeat(25));
            assertThat(data(peer.received())).isEqualTo(10);

            peer.send(Frame.windowUpdate(1, 7));
            assertThat(data(peer.received())).isEqualTo(7);
            peer.send(Frame.setting(Wire.SETTING_WINDOW, 18));
            List<Frame> last = peer.received();

            assertThat(data(last)).isEqualTo(8);
            assertThat(last.getLast().endsStream()).isTrue();
        }
    }

    @Test
    void sendsNoMoreThanTheConnectionsWindow() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(Frame.setting(Wire.SETTING_WINDOW, 1 << 20), peer.get(1, "/"));
            peer.upstreamGot(0);
            peer.upstreamSends(0, HEAD.formatted(100_000) + "x".repeat(50_000));
            peer.upstreamSends(0, "x".repeat(50_000));
            assertThat(data(peer.received())).isEqualTo(65_535);

            peer.send(Frame.windowUpdate(0, 100_000));

            assertThat(data(peer.received())).isEqualTo(100_000 - 65_535);
        }
    }

    @Test
    void cutsLargeAnswersIntoFramesOfOneTlsRecord() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(Frame.setting(Wire.SETTING_FRAME_SIZE, 1 << 20), peer.get(1, "/"));
            peer.upstreamGot(0);
            peer.upstreamSends(0, HEAD.formatted(40_000) + "x".repeat(40_000));

            assertThat(peer.received(frame -> frame.type() == Wire.DATA))
                    .extracting(frame -> frame.payload().length)
                    .containsExactly(16_375, 16_375, 7_250);
        }
    }

    @Test
    void slowsTheBackendOfAClientThatDoesNotRead() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(Frame.setting(Wire.SETTING_WINDOW, 0), peer.get(1, "/"));
            peer.upstreamGot(0);
            peer.upstreamSends(0, HEAD.formatted(1 << 20) + "x".repeat(70_000));
            assertThat(peer.upstreams.get(0).config().isAutoRead()).isFalse();

            peer.send(Frame.windowUpdate(1, 60_000));

            assertThat(peer.upstreams.get(0).config().isAutoRead()).isTrue();
            assertThat(data(peer.received())).isEqualTo(60_000);
        }
    }

    @Test
    void endsTheStreamOrConnectionThatSendsMoreThanItsWindow() {
        try (Peer peer = Peer.connected(client -> client.respond("/", 200, "x"))) {
            peer.send(peer.post(1, "/"));
            peer.received();
            for (int i = 0; i < 4; i++) {
                peer.send(Frame.of(Wire.DATA, 0, 1, new byte[16 << 10]));
            }
            assertThat(peer.received()).isEmpty();

            peer.send(Frame.of(Wire.DATA, 0, 1, new byte[1]));

            assertThat(peer.received())
                    .singleElement()
                    .extracting(Frame::error)
                    .isEqualTo("FLOW_CONTROL_ERROR");
        }
    }

    @Test
    void returnsCreditOnlyForWhatWentToTheBackend() {
        try (Peer peer = Peer.forwarding()) {
            peer.send(peer.post(1, "/"));
            EmbeddedChannel upstream = peer.upstreams.get(0);
            upstream.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
            peer.backendIsShut = true;
            for (int i = 0; i < 3; i++) {
                peer.send(Frame.of(Wire.DATA, 0, 1, new byte[16 << 10]));
            }
            assertThat(peer.received()).isEmpty();

            peer.backendIsShut = false;
            upstream.flush();

            Frame update = peer.received().getFirst();
            assertThat(update.type()).isEqualTo(Wire.WINDOW_UPDATE);
            assertThat(update.streamId()).isEqualTo(1);
            assertThat(update.firstInt()).isEqualTo(48 << 10);
        }
    }

    @Test
    void returnsTheConnectionsCreditOfStreamsThatDie() {
        try (Peer peer = Peer.answering()) {
            int window = 1 << 20;
            int id = 1;
            // Far more than one window in all: padding, unwanted bodies, and bodies cut by a reset.
            for (int sent = 0; sent < 3 * window; sent += 4 * (16 << 10), id += 2) {
                peer.send(peer.post(id, "/"));
                for (int i = 0; i < 3; i++) {
                    peer.send(Frame.of(Wire.DATA, 0, id, new byte[16 << 10]));
                }
                byte[] padded = new byte[16 << 10];
                padded[0] = (byte) 255;
                peer.send(Frame.of(Wire.DATA, Wire.PADDED | Wire.END_STREAM, id, padded));
                for (Frame frame : peer.received()) {
                    assertThat(frame.type()).isNotEqualTo(Wire.GOAWAY);
                }
            }
        }
    }

    @Test
    void interleaves250StreamsOfMixedSizeWithoutOneWaitingForAnother() {
        int streams = 250;
        var random = new Random(11);
        try (Peer peer =
                Peer.connected(client -> {
                    client.limits =
                            new dev.quaygate.proxy.settings.Limits(
                                    1000, 1000, 1000, 1, 8192, 16384, 100, 1 << 30, streams, 100,
                                    30, 64 << 10, 1 << 30, 0);
                    client.forward(9);
                })) {
            Map<Integer, Integer> sizes = new HashMap<>();
            for (int i = 0; i < streams; i++) {
                peer.send(peer.get(1 + 2 * i, "/" + i));
                sizes.put(1 + 2 * i, random.nextInt(40_000));
            }
            for (int i = 0; i < streams; i++) {
                peer.upstreamGot(i);
                int size = sizes.getOrDefault(1 + 2 * i, 0);
                peer.upstreamSends(i, HEAD.formatted(size) + "x".repeat(size));
            }
            Map<Integer, Integer> got = new HashMap<>();
            int ended = 0;
            int mostInARow = 0;
            for (int round = 0; ended < streams && round < 1000; round++) {
                int before = 0;
                int inARow = 0;
                for (Frame frame : peer.received()) {
                    if (frame.type() == Wire.DATA) {
                        got.merge(frame.streamId(), frame.payload().length, Integer::sum);
                        inARow = frame.streamId() == before ? inARow + 1 : 1;
                        before = frame.streamId();
                        // All have something to send only from the second round on.
                        boolean shared = round > 0 && ended < streams - 1;
                        mostInARow = Math.max(mostInARow, shared ? inARow : 0);
                    }
                    ended += frame.endsStream() ? 1 : 0;
                }
                peer.send(Frame.windowUpdate(0, 65_535));
            }

            assertThat(ended).isEqualTo(streams);
            assertThat(mostInARow).isLessThanOrEqualTo(2);
            sizes.forEach((id, size) -> assertThat(got.getOrDefault(id, 0)).isEqualTo(size));
        }
    }

    private static int data(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.type() == Wire.DATA)
                .mapToInt(frame -> frame.payload().length)
                .sum();
    }
}
