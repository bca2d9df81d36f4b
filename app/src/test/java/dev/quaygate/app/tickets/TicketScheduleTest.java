package dev.quaygate.app.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.tls.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TicketScheduleTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration ROTATE = Duration.ofHours(12);
    private static final TicketSchedule FLEET = TicketSchedule.ofFleet(ROTATE, 2);
    private static final TicketSchedule ALONE = TicketSchedule.alone(ROTATE, 2);

    private int made;

    private TicketKey fresh() {
        return key(++made);
    }

    private static TicketKey key(int number) {
        byte[] secret = new byte[TicketKey.SIZE];
        secret[0] = (byte) number;
        return TicketKey.of(secret);
    }

    private TicketStep step(
            TicketSchedule schedule, @Nullable TicketRing ring, Instant seen, Instant now) {
        return schedule.step(ring, _ -> seen, now, this::fresh);
    }

    private static TicketRing became(TicketStep step) {
        return ((TicketStep.Become) step).ring();
    }

    private static Instant hours(double hours) {
        return START.plusSeconds((long) (hours * 3600));
    }

    @Test
    void makesAKeyWhereThereIsNone() {
        TicketRing ring = became(step(FLEET, null, START, START));

        assertThat(ring.keys()).containsExactly(key(1));
        assertThat(step(FLEET, ring, START, START))
                .isEqualTo(new TicketStep.Wait(hours(12).minusSeconds(120)));
    }

    @Test
    void announcesTheNextKeyBeforeItEncryptsSoThatAllNodesKnowItByThen() {
        TicketRing ring = TicketRing.of(key(9), START);
        Instant announcing = hours(12).minusSeconds(120);

        TicketRing announced = became(step(FLEET, ring, START, announcing));

        assertThat(announced.keys()).containsExactly(key(9), key(1));
        assertThat(step(FLEET, announced, announcing, announcing))
                .isEqualTo(new TicketStep.Wait(hours(12)));
        TicketRing begun = became(step(FLEET, announced, announcing, hours(12)));
        assertThat(begun.keys()).containsExactly(key(1), key(9));
        assertThat(begun.first().since()).isEqualTo(hours(12));
    }

    @Test
    void aNodeWhoseClockIsAheadLetsTheOthersHearOfAKeyAllTheSame() {
        TicketRing announced = TicketRing.of(key(9), START).announce(key(8));
        Instant ahead = hours(12).plusSeconds(600);

        assertThat(step(FLEET, announced, ahead, ahead))
                .isEqualTo(new TicketStep.Wait(ahead.plusSeconds(120)));
    }

    @Test
    void aKeyFromTheFutureLastsFromWhenThisNodeSawIt() {
        TicketRing ring = TicketRing.of(key(9), START.plus(Duration.ofDays(400)));

        assertThat(step(FLEET, ring, START, hours(11))).isInstanceOf(TicketStep.Wait.class);
        assertThat(became(step(FLEET, ring, START, hours(12))).next()).isEqualTo(key(1));
    }

    @Test
    void keepsAsManyOlderKeysAsTheSettingsSay() {
        TicketRing ring = TicketRing.of(key(9), START);
        for (int turn = 1; turn <= 4; turn++) {
            ring = became(step(ALONE, ring, START, hours(12 * turn)));
        }

        assertThat(ring.keys()).containsExactly(key(4), key(3), key(2));
        var none = TicketSchedule.alone(ROTATE, 0);
        assertThat(became(step(none, ring, START, hours(60))).keys()).containsExactly(key(5));
    }

    @Test
    void oneNodeAloneNeedsNoAnnouncement() {
        TicketRing ring = TicketRing.of(key(9), START);

        assertThat(step(ALONE, ring, START, hours(11.9))).isEqualTo(new TicketStep.Wait(hours(12)));
        assertThat(became(step(ALONE, ring, START, hours(12))).keys())
                .containsExactly(key(1), key(9));
    }

    @Test
    void whatLayThereForLongerThanItMayDecryptIsDroppedAtTheStart() {
        TicketRing ring =
                new TicketRing(
                        new TicketRing.Dated(key(9), START),
                        null,
                        List.of(new TicketRing.Dated(key(8), hours(-12))));

        assertThat(became(step(ALONE, ring, hours(20), hours(20))).keys())
                .containsExactly(key(1), key(9), key(8));
        assertThat(became(step(ALONE, ring, hours(30), hours(30))).keys())
                .containsExactly(key(2), key(9));
        assertThat(became(step(ALONE, ring, hours(36), hours(36))).keys()).containsExactly(key(3));
    }

    @Test
    void aFleetThatNobodyServedForLongBeginsAtOnce() {
        TicketRing ring = TicketRing.of(key(9), START).announce(key(8));

        assertThat(became(step(FLEET, ring, hours(16), hours(16))).keys())
                .containsExactly(key(1), key(9));
    }

    @Test
    void withoutTheStoreANodeKeepsToTheSharedKeysUntilTheyAreClearlyOver() {
        TicketRing ring = TicketRing.of(key(9), START);
        Instant over = hours(15).plusSeconds(120);

        assertThat(FLEET.stepWithoutStore(ring, _ -> START, hours(13), this::fresh))
                .isEqualTo(new TicketStep.Wait(over));
        assertThat(became(FLEET.stepWithoutStore(ring, _ -> START, over, this::fresh)).keys())
                .containsExactly(key(1), key(9));
    }

    @Test
    void withoutTheStoreAnAnnouncedKeyComesFirstBecauseTheOthersHaveIt() {
        TicketRing ring = TicketRing.of(key(9), START).announce(key(8));

        TicketStep step = FLEET.stepWithoutStore(ring, _ -> START, hours(16), this::fresh);

        assertThat(became(step).keys()).containsExactly(key(8), key(9));
        assertThat(made).isZero();
    }

    @Test
    void aShortRotationSettlesInAQuarterOfIt() {
        assertThat(TicketSchedule.ofFleet(Duration.ofSeconds(8), 1).settle())
                .isEqualTo(Duration.ofSeconds(2));
    }
}
