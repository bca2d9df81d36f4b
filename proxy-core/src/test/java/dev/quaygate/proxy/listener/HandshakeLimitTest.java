package dev.quaygate.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.settings.Limits;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** How many handshakes an address may begin. */
class HandshakeLimitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");

    @Test
    void admitsAWindowfulAtOnceThenOneForEachShareOfTheWindow() {
        var limit = new HandshakeLimit(() -> limits(10, 1));

        assertThat(admitted(limit, ONE, 0, 25)).isEqualTo(10);
        assertThat(admitted(limit, ONE, SECOND / 10, 5)).isEqualTo(1);
        assertThat(admitted(limit, ONE, SECOND / 2, 25)).isEqualTo(4);
        assertThat(admitted(limit, ONE, 60 * SECOND, 25)).isEqualTo(10);
    }

    @Test
    void doesNotCountWhatItRefuses() {
        var limit = new HandshakeLimit(() -> limits(2, 1));

        assertThat(admitted(limit, ONE, 0, 1000)).isEqualTo(2);
        assertThat(admitted(limit, ONE, SECOND / 2, 1000)).isEqualTo(1);
    }

    @Test
    void countsEachAddressForItselfAndAnIpv6NetworkAsOne() {
        var limit = new HandshakeLimit(() -> limits(3, 1));

        assertThat(admitted(limit, ONE, 0, 5)).isEqualTo(3);
        assertThat(admitted(limit, InetAddress.ofLiteral("192.0.2.2"), 0, 5)).isEqualTo(3);
        assertThat(admitted(limit, InetAddress.ofLiteral("2001:db8::1"), 0, 2)).isEqualTo(2);
        assertThat(admitted(limit, InetAddress.ofLiteral("2001:db8::2"), 0, 2)).isEqualTo(1);
        assertThat(admitted(limit, InetAddress.ofLiteral("2001:db8:0:1::1"), 0, 5)).isEqualTo(3);
    }

    @Test
    void admitsAllWhenItIsOff() {
        var limit = new HandshakeLimit(() -> limits(Limits.OFF, 1));

        assertThat(admitted(limit, ONE, 0, 100)).isEqualTo(100);
        assertThat(limit.addresses()).isZero();
    }

    @Test
    void worksWhereTheClockHasPassedItsLargestValue() {
        var limit = new HandshakeLimit(() -> limits(2, 1));

        assertThat(admitted(limit, ONE, Long.MAX_VALUE - 5, 3)).isEqualTo(2);
        assertThat(admitted(limit, ONE, Long.MIN_VALUE + SECOND, 3)).isEqualTo(2);
    }

    @Test
    void forgetsOldAddressesAndNeverRemembersMoreThanItsBound() {
        var limit = new HandshakeLimit(() -> limits(2, 1));

        for (int i = 0; i < HandshakeLimit.MOST_ADDRESSES + 100; i++) {
            assertThat(limit.admit(address(i), 0)).isTrue();
        }
        assertThat(limit.addresses()).isEqualTo(HandshakeLimit.MOST_ADDRESSES);

        assertThat(limit.admit(address(1 << 20), 5 * SECOND)).isTrue();
        assertThat(limit.addresses()).isEqualTo(1);
    }

    private static InetAddress address(int i) {
        return InetAddress.ofLiteral("10.%d.%d.%d".formatted(i >> 16 & 255, i >> 8 & 255, i & 255));
    }

    private static int admitted(HandshakeLimit limit, InetAddress peer, long now, int tries) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += limit.admit(peer, now) ? 1 : 0;
        }
        return admitted;
    }

    private static Limits limits(long handshakes, int seconds) {
        return new Limits(
                Limits.OFF,
                Limits.OFF,
                handshakes,
                seconds,
                8 << 10,
                16 << 10,
                100,
                Limits.OFF,
                100,
                100,
                30,
                64 << 10,
                Limits.OFF,
                0);
    }
}
