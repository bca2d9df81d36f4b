package dev.quaygate.app.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.tls.TicketKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final TicketSchedule SCHEDULE = TicketSchedule.ofFleet(Duration.ofHours(4), 1);

    private final KnownKeys known = new KnownKeys();

    private static TicketKey key(int number) {
        byte[] secret = new byte[TicketKey.SIZE];
        secret[0] = (byte) number;
        return TicketKey.of(secret);
    }

    @Test
    void remembersWhenAKeyWasSeenFirst() {
        known.share(TicketRing.of(key(1), START), START);
        known.share(TicketRing.of(key(1), START).announce(key(2)), START.plusSeconds(9));

        assertThat(known.seen(key(1))).isEqualTo(START);
        assertThat(known.seen(key(2))).isEqualTo(START.plusSeconds(9));
    }

    @Test
    void ticketsFromTheTimeWithoutTheStoreGoOnWhenItIsBackUntilTheirKeyIsOver() {
        known.make(TicketRing.of(key(1), START), START);
        Instant back = START.plus(Duration.ofHours(1));

        known.share(TicketRing.of(key(2), back), back);

        assertThat(known.usable(SCHEDULE, back)).containsExactly(key(2), key(1));
        assertThat(known.usable(SCHEDULE, START.plus(Duration.ofHours(10))))
                .containsExactly(key(2));
    }
}
