package dev.quaygate.proxy.http.h2;

import static dev.quaygate.proxy.http.h2.H2cBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.Wire;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * How streams and connections to an HTTP/2 endpoint end, and what follows (RFC 9113 §5.4, §6.8;
 * U10, U16).
 */
class H2cLifeTest {
    private static Peer peer() {
        return Peer.connected(client -> client.forwardH2c(9));
    }

    @Test
    void cancelsTheEndpointsStreamWhenTheClientIsGoneAndIgnoresWhatIsOnItsWay() {
        try (Peer peer = peer()) {
            peer.send(peer.get(1, "/a"), peer.get(3, "/b"));
            H2cBackend backend = H2cBackend.settled(peer);
            peer.send(Frame.reset(1, ErrorCode.CANCEL));

            assertThat(backend.received(frame -> frame.type() == Wire.RST_STREAM))
                    .extracting(Frame::error)
                    .containsExactly("CANCEL");
            backend.send(peer.block(1, false, ":status", "200"), Frame.data(1, "late", true));
            backend.answers(3, "204");
            assertThat(answer(peer, 3)).containsExactly("[:status: 204] end");
            assertThat(backend.isClosed()).isFalse();
        }
    }

    @Test
    void sendsAgainWhatTheEndpointRefusedWhateverTheMethod() {
        try (Peer peer = peer()) {
            peer.send(peer.head(1, true, ":method", "POST", ":path", "/a"));
            H2cBackend backend = H2cBackend.settled(peer);
            backend.received();
            backend.send(Frame.reset(1, ErrorCode.REFUSED_STREAM));

            assertThat(backend.heads()).extracting(Frame::streamId).containsExactly(3);
            backend.answers(3, "204");
            assertThat(answer(peer, 1)).containsExactly("[:status: 204] end");
        }
    }

    @Test
    void doesNotSendAPostAgainThatTheEndpointMayHaveBegun() {
        try (Peer peer = peer()) {
            peer.send(peer.head(1, true, ":method", "POST", ":path", "/a"));
            H2cBackend backend = H2cBackend.settled(peer);
            backend.send(Frame.reset(1, ErrorCode.INTERNAL_ERROR));

            assertThat(answer(peer, 1).getFirst()).contains(":status: 502");
            assertThat(peer.client.ended)
                    .containsExactly("502 upstream_reset RST_STREAM INTERNAL_ERROR");
        }
    }

    @Test
    void finishesOnAConnectionThatGoesAwayAndMovesWhatItDidNotBegin() {
        try (Peer peer = peer()) {
            peer.send(peer.get(1, "/a"), peer.get(3, "/b"));
            H2cBackend backend = H2cBackend.settled(peer);
            backend.received();
            backend.send(new Frame(Wire.GOAWAY, 0, 0, Frame.ints(1, ErrorCode.NO_ERROR)));

            assertThat(peer.upstreams).hasSize(2);
            var second = new H2cBackend(peer, 1);
            second.received();
            second.send(Frame.of(Wire.SETTINGS, 0, 0));
            assertThat(second.fields(second.heads().getFirst())).contains(":path: /b");
            backend.answers(1, "204");
            assertThat(answer(peer, 1)).containsExactly("[:status: 204] end");
            assertThat(backend.isClosed()).isTrue();
            second.answers(1, "204");
            assertThat(answer(peer, 3)).containsExactly("[:status: 204] end");
        }
    }

    @Test
    void reusesAConnectionUntilItWasIdleForLong() {
        try (Peer peer = peer()) {
            peer.send(peer.get(1, "/a"));
            H2cBackend backend = H2cBackend.settled(peer);
            backend.answers(1, "204");
            peer.send(peer.get(3, "/b"));
            backend.answers(3, "204");
            assertThat(peer.upstreams).hasSize(1);

            peer.after(Duration.ofSeconds(61));

            assertThat(backend.received(frame -> frame.type() == Wire.GOAWAY)).hasSize(1);
            assertThat(backend.isClosed()).isTrue();
        }
    }

    @Test
    void asksASilentEndpointWhetherItLivesAndSendsItNothingNewIfNot() {
        try (Peer peer = peer()) {
            peer.send(peer.post(1, "/a.B/C", "content-type", "application/grpc"));
            H2cBackend backend = H2cBackend.settled(peer);
            backend.received();
            peer.after(Duration.ofSeconds(31));
            peer.after(Duration.ofSeconds(62));
            assertThat(backend.received(frame -> frame.type() == Wire.PING)).hasSize(1);
            peer.after(Duration.ofSeconds(73));

            peer.send(peer.get(3, "/b"));

            assertThat(peer.upstreams).hasSize(2);
            backend.answers(1, "200");
            assertThat(answer(peer, 1)).containsExactly("[:status: 200, content-length: 0] end");
            assertThat(backend.isClosed()).isTrue();
        }
    }

    @Test
    void anEndpointThatLeavesItsPoolFinishesItsStreamsUntilTheDeadline() {
        try (Peer peer = peer()) {
            peer.send(peer.get(1, "/a"), peer.get(3, "/b"));
            H2cBackend backend = H2cBackend.settled(peer);
            java.util.Objects.requireNonNull(peer.client.pool)
                    .retire(Instant.now().plusSeconds(3600));
            peer.turn();
            backend.answers(1, "204");
            assertThat(answer(peer, 1)).containsExactly("[:status: 204] end");
            assertThat(backend.isClosed()).isFalse();

            backend.answers(3, "204");

            assertThat(answer(peer, 3)).containsExactly("[:status: 204] end");
            assertThat(backend.isClosed()).isTrue();
        }
    }
}
