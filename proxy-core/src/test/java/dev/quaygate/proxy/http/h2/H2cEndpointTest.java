package dev.quaygate.proxy.http.h2;

import static dev.quaygate.proxy.http.h2.H2cBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.Wire;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests to endpoints that speak HTTP/2 in clear text (RFC 9113 §3.3, §5, §8; P3, P8, U16). */
class H2cEndpointTest {
    private static Peer peer() {
        return Peer.connected(client -> client.forwardH2c(9));
    }

    @Test
    void sendsNoRequestBeforeTheEndpointHasShownThatItSpeaksHttp2() {
        try (Peer peer = peer()) {
            peer.send(peer.get(1, "/a"));
            var backend = new H2cBackend(peer, 0);
            List<Frame> first = backend.received();

            assertThat(first)
                    .extracting(Frame::type)
                    .containsExactly(Wire.SETTINGS, Wire.WINDOW_UPDATE);
            backend.send(Frame.of(Wire.SETTINGS, 0, 0));

            List<Frame> then = backend.received();
            assertThat(then).extracting(Frame::type).containsExactly(Wire.SETTINGS, Wire.HEADERS);
            assertThat(then.getFirst().flags()).isEqualTo(Wire.ACK);
            assertThat(then.getLast().endsStream()).isTrue();
        }
    }

    @Test
    void writesTheHeadAnewWithForwardedFieldsAndTrailersOnlyWhereTheClientTakesThem() {
        try (Peer peer = peer()) {
            peer.send(
                    peer.head(
                            1,
                            true,
                            ":method",
                            "GET",
                            ":path",
                            "/a?b=c",
                            "te",
                            "trailers",
                            "x-forwarded-for",
                            "6.6.6.6",
                            "cookie",
                            "a=1",
                            "cookie",
                            "b=2"),
                    peer.get(3, "/"));
            H2cBackend backend = H2cBackend.settled(peer);
            List<Frame> heads = backend.heads();

            assertThat(backend.fields(heads.getFirst()))
                    .startsWith(
                            ":method: GET",
                            ":scheme: http",
                            ":path: /a?b=c",
                            ":authority: a.example")
                    .contains(
                            "x-forwarded-for: 127.0.0.1",
                            "x-forwarded-proto: http",
                            "cookie: a=1; b=2",
                            "te: trailers")
                    .noneMatch(field -> field.contains("6.6.6.6") || field.startsWith("host"));
            assertThat(backend.fields(heads.getLast()))
                    .contains(":path: /")
                    .doesNotContain("te: trailers");
        }
    }

    @Test
    void passesBodiesBothWaysAndTrailersUnchanged() {
        try (Peer peer = peer()) {
            peer.send(
                    peer.post(1, "/a.B/C", "content-type", "application/grpc", "te", "trailers"),
                    Frame.data(1, "ping", false));
            H2cBackend backend = H2cBackend.settled(peer);
            assertThat(backend.received(frame -> frame.type() == Wire.DATA))
                    .extracting(Frame::text)
                    .containsExactly("ping");

            backend.send(
                    peer.block(1, false, ":status", "200", "content-type", "application/grpc"),
                    Frame.data(1, "pong", false));
            assertThat(answer(peer, 1))
                    .containsExactly("[:status: 200, content-type: application/grpc]", "pong");
            peer.send(Frame.data(1, "", true));
            assertThat(backend.received(Frame::endsStream)).hasSize(1);
            backend.send(
                    peer.block(
                            1,
                            true,
                            "grpc-status",
                            "5",
                            "x_y-bin",
                            "AAA",
                            "grpc-message",
                            "no such thing",
                            "content-length",
                            "4"));

            assertThat(answer(peer, 1))
                    .containsExactly(
                            "[grpc-status: 5, x_y-bin: AAA, grpc-message: no such thing] end");
            assertThat(peer.client.ended).containsExactly("200 - null");
        }
    }

    @Test
    void opensAFurtherConnectionWhenTheEndpointTakesNoMoreStreams() {
        try (Peer peer = peer()) {
            peer.send(peer.get(1, "/1"));
            H2cBackend backend = H2cBackend.settled(peer, Frame.setting(Wire.SETTING_STREAMS, 2));
            peer.send(peer.get(3, "/3"), peer.get(5, "/5"), peer.get(7, "/7"));

            assertThat(backend.heads()).extracting(Frame::streamId).containsExactly(1, 3);
            assertThat(peer.upstreams).hasSize(2);
            backend.answers(1, "204");
            var second = new H2cBackend(peer, 1);
            second.received();
            second.send(Frame.of(Wire.SETTINGS, 0, 0));
            assertThat(second.heads()).extracting(Frame::streamId).containsExactly(1, 3);
        }
    }

    @Test
    void saysSoWhenTheEndpointTakesNoStreamAtAll() {
        try (Peer peer = peer()) {
            peer.send(peer.get(1, "/1"));
            H2cBackend backend = H2cBackend.settled(peer, Frame.setting(Wire.SETTING_STREAMS, 0));

            assertThat(peer.client.ended)
                    .containsExactly("502 upstream_bad_response SETTINGS allow no stream");
            assertThat(backend.isClosed()).isTrue();
            assertThat(peer.upstreams).hasSize(1);
        }
    }

    @Test
    void appliesSettingsThatChangeWhileStreamsAreOpen() {
        try (Peer peer = peer()) {
            peer.send(peer.post(1, "/up"));
            H2cBackend backend = H2cBackend.settled(peer, Frame.setting(Wire.SETTING_WINDOW, 10));
            peer.send(Frame.data(1, "x".repeat(25), true));
            assertThat(data(backend.received())).isEqualTo(10);

            backend.send(Frame.setting(Wire.SETTING_WINDOW, 18));

            List<Frame> then = backend.received();
            assertThat(then.getFirst().flags()).isEqualTo(Wire.ACK);
            assertThat(data(then)).isEqualTo(8);
        }
    }

    @Test
    void answersPingAndKeepsGoingHoweverManyFollowItsOwnData() {
        try (Peer peer = peer()) {
            peer.send(peer.post(1, "/up"));
            H2cBackend backend =
                    H2cBackend.settled(peer, Frame.setting(Wire.SETTING_WINDOW, 1 << 20));
            for (int i = 0; i < 1_500; i++) {
                peer.send(Frame.data(1, "x".repeat(16), false), Frame.windowUpdate(1, 16));
                backend.send(Frame.of(Wire.PING, 0, 0, new byte[8]));
            }

            assertThat(backend.received(frame -> frame.type() == Wire.PING)).hasSize(1_500);
            assertThat(backend.isClosed()).isFalse();
        }
    }

    @Test
    void aSlowClientClosesTheWindowOfItsStreamOnly() {
        try (Peer peer = peer()) {
            peer.send(
                    Frame.setting(Wire.SETTING_WINDOW, 0),
                    peer.get(1, "/slow"),
                    peer.get(3, "/fast"));
            H2cBackend backend = H2cBackend.settled(peer);
            peer.send(Frame.windowUpdate(0, 1 << 20), Frame.windowUpdate(3, 1 << 20));
            String piece = "x".repeat(16_000);
            for (int streamId : new int[] {1, 3}) {
                backend.send(peer.block(streamId, false, ":status", "200"));
                for (int i = 0; i < 6; i++) {
                    backend.send(Frame.data(streamId, piece, false));
                }
            }
            assertThat(
                            backend.received(frame ->
                                    frame.type() == Wire.WINDOW_UPDATE && frame.streamId() == 1))
                    .extracting(Frame::firstInt)
                    .allMatch(bytes -> bytes <= 64_000)
                    .hasSizeLessThan(2);
            backend.send(Frame.data(3, piece, false));
            List<Frame> more = backend.received(frame -> frame.type() == Wire.WINDOW_UPDATE);
            assertThat(more).extracting(Frame::streamId).doesNotContain(1);

            peer.send(Frame.windowUpdate(1, 1 << 20));

            assertThat(backend.received(frame -> frame.type() == Wire.WINDOW_UPDATE))
                    .extracting(Frame::streamId)
                    .contains(1);
        }
    }

    @Test
    void sendsNoMoreOfABodyThanTheEndpointsWindowsLetPass() {
        try (Peer peer = peer()) {
            peer.send(peer.post(1, "/up"));
            H2cBackend backend = H2cBackend.settled(peer, Frame.setting(Wire.SETTING_WINDOW, 10));
            peer.send(Frame.data(1, "x".repeat(25), true));
            assertThat(data(backend.received())).isEqualTo(10);

            backend.send(Frame.windowUpdate(1, 7));
            assertThat(data(backend.received())).isEqualTo(7);
            backend.send(Frame.windowUpdate(1, 100));
            List<Frame> last = backend.received();

            assertThat(data(last)).isEqualTo(8);
            assertThat(last.getLast().endsStream()).isTrue();
        }
    }

    private static int data(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.type() == Wire.DATA)
                .mapToInt(frame -> frame.payload().length)
                .sum();
    }

    @Test
    void aCallMayBeSilentForTimeoutsStreamBeforeAndAfterItsAnswerBegins() {
        for (boolean answered : new boolean[] {false, true}) {
            try (Peer peer = peer()) {
                peer.send(peer.post(1, "/a.B/C", "content-type", "application/grpc+proto"));
                H2cBackend backend = H2cBackend.settled(peer);
                if (answered) {
                    backend.send(peer.block(1, false, ":status", "200"));
                }
                peer.after(Duration.ofMinutes(59));
                assertThat(peer.client.ended).isEmpty();

                peer.after(Duration.ofMinutes(61));

                assertThat(peer.client.ended)
                        .containsExactly(
                                answered
                                        ? "200 upstream_stall upstream_stall"
                                        : "200 body_timeout timeouts.stream");
            }
        }
    }

    @Test
    void saysThatTheDeadlineIsOverWhenTheEndpointEndsACallThatIsLate() {
        try (Peer peer = peer()) {
            String type = "application/grpc";
            peer.send(
                    peer.post(1, "/a.B/C", "content-type", type, "grpc-timeout", "1n"),
                    peer.post(3, "/a.B/C", "content-type", type, "grpc-timeout", "1H"));
            H2cBackend backend = H2cBackend.settled(peer);
            backend.send(Frame.reset(1, ErrorCode.CANCEL), Frame.reset(3, ErrorCode.CANCEL));

            List<Frame> heads = peer.received(frame -> frame.type() == Wire.HEADERS);
            assertThat(peer.fields(heads.get(0))).contains("grpc-status: 4");
            assertThat(peer.fields(heads.get(1))).contains("grpc-status: 14");
        }
    }

    @Test
    void answersACallWithAGrpcStatusWhenTheEndpointFails() {
        try (Peer peer = peer()) {
            peer.send(
                    peer.post(1, "/a.B/C", "content-type", "application/grpc"),
                    Frame.data(1, "x", true));
            H2cBackend backend = H2cBackend.settled(peer);
            backend.send(Frame.reset(1, ErrorCode.INTERNAL_ERROR));

            List<String> answer = answer(peer, 1);
            assertThat(answer).hasSize(1);
            assertThat(answer.getFirst())
                    .startsWith("[:status: 200")
                    .contains("grpc-status: 14", "grpc-message: upstream_reset")
                    .endsWith(" end");
        }
    }
}
