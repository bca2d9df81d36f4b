package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.client.CertId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF10: sixteen kinds of renewal information (RFC 9773). One issuance for each certificate, polls
 * between ten minutes and a day apart, one drawn instant over restarts, and a renewal at a
 * twentieth of the life left whatever the authority says.
 */
final class RenewalAdviceTest {
    private static final String NAME = "shop.example.com";
    private static final Duration LIFE = Duration.ofDays(90);

    @TempDir private Path directory;

    private @Nullable Lab lab;

    private Authority ca = authority(null);

    private Authority authority(@Nullable Path at) {
        if (at == null) {
            return new Authority(
                    CaSettings.defaults(),
                    new dev.quaygate.acme.VirtualClock(),
                    new ChallengeBoard());
        }
        Lab opened = Lab.at(at);
        lab = opened;
        return opened.direct("ca", CaSettings.defaults().withLife(LIFE));
    }

    private Lab lab() {
        return Objects.requireNonNull(lab);
    }

    private CertificatePolicy policy() {
        return lab().policy(NAME, "ca");
    }

    @AfterEach
    void stop() throws IOException {
        if (lab != null) {
            lab.close();
        }
    }

    /** Issues the first certificate and gives when. */
    private Instant issue() {
        ca = authority(directory);
        lab().life().configure(policy());
        lab().life().run(Duration.ofMinutes(10));
        return lab().life().served(NAME).obtainedAt();
    }

    private CertId first() {
        return ca.issuedFor(NAME).getFirst();
    }

    /** Advice for the first certificate; the usual for later ones. */
    private void advise(Function<Instant, RenewalWindow> window) {
        CertId first = first();
        ca.windows(id -> id.equals(first) ? window.apply(lab().clock.instant()) : later());
    }

    private RenewalWindow later() {
        Instant far = lab().clock.instant().plus(Duration.ofDays(50));
        return new RenewalWindow(far, far.plus(Duration.ofDays(1)), null, "21600");
    }

    private RenewalWindow window(Instant start, Duration length, @Nullable String retryAfter) {
        return new RenewalWindow(start, start.plus(length), null, retryAfter);
    }

    private int orders() {
        return ca.ledger().orders().size();
    }

    private void pollsAreApart(Duration shortest, Duration longest) {
        List<Instant> polls =
                ca.ledger().of(Endpoint.RENEWAL_INFO).stream().map(Ledger.Entry::at).toList();
        for (int i = 1; i < polls.size(); i++) {
            assertThat(Duration.between(polls.get(i - 1), polls.get(i)))
                    .isBetween(shortest.minusSeconds(1), longest.plus(Duration.ofMinutes(1)));
        }
    }

    @Test
    void renewsOnceWhenTheWindowIsNow() {
        Instant start = issue();
        lab().life().run(Duration.ofDays(20));
        Instant now = lab().clock.instant();
        advise(_ -> window(now.minusSeconds(60), Duration.ofMinutes(2), "21600"));

        lab().life().run(Duration.ofDays(20));

        assertThat(orders()).isEqualTo(2);
        assertThat(lab().life().served(NAME).obtainedAt())
                // The answer before asked for a day of peace.
                .isBefore(start.plus(Duration.ofDays(20)).plus(Duration.ofHours(25)));
    }

    @Test
    void renewsOnceWhenTheWindowIsPast() {
        issue();
        lab().life().run(Duration.ofDays(20));
        advise(_ -> RenewalWindow.revoked(lab().clock.instant()));

        lab().life().run(Duration.ofDays(20));

        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void renewsAtATwentiethLeftWhenTheWindowIsFarInTheFuture() {
        Instant start = issue();
        advise(_ -> window(start.plus(Duration.ofDays(3650)), Duration.ofDays(1), "21600"));

        lab().life().runUntil(start.plus(Duration.ofDays(85)));
        assertThat(orders()).isEqualTo(1);
        lab().life().runUntil(start.plus(Duration.ofDays(86)));

        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void countsAnEndBeforeTheStartAsNoAnswer() {
        Instant start = issue();
        advise(_ -> window(start.plus(Duration.ofDays(10)), Duration.ofDays(-1), "21600"));

        lab().life().runUntil(start.plus(Duration.ofDays(54)));
        assertThat(orders()).isEqualTo(1);
        lab().life().runUntil(start.plus(Duration.ofDays(61)));

        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void followsAWindowOfASecond() {
        Instant start = issue();
        Instant at = start.plus(Duration.ofDays(30));
        advise(_ -> window(at, Duration.ofSeconds(1), "21600"));

        lab().life().runUntil(at);
        assertThat(orders()).isEqualTo(1);
        lab().life().runUntil(at.plusSeconds(10));

        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void renewsOnceWhenEachPollBringsAnotherWindow() {
        Instant start = issue();
        advise(now -> window(now.plus(Duration.ofDays(30)), Duration.ofDays(2), "21600"));

        lab().life().runUntil(start.plus(Duration.ofDays(84)));
        assertThat(orders()).isEqualTo(1);
        lab().life().runUntil(start.plus(Duration.ofDays(88)));

        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void renewsByLifeWhenTheAnswerIs404() {
        renewsByLife(new Fault.Problem(404, "malformed", "no such certificate", null));
    }

    @Test
    void renewsByLifeWhenTheAnswerIs503() {
        renewsByLife(new Fault.Status(503, null));
    }

    @Test
    void renewsByLifeWhenTheAnswerNeverComes() {
        renewsByLife(new Fault.HangAtHead());
    }

    private void renewsByLife(Fault fault) {
        Instant start = issue();
        ca.script().on(Endpoint.RENEWAL_INFO, new When.Always(), fault);

        lab().life().runUntil(start.plus(Duration.ofDays(54)));
        assertThat(orders()).isEqualTo(1);
        lab().life().runUntil(start.plus(Duration.ofDays(61)));

        assertThat(orders()).isEqualTo(2);
        assertThat(ca.ledger().count(Endpoint.RENEWAL_INFO)).isLessThan(61 * 5);
    }

    @Test
    void pollsAsOftenAsRetryAfterSaysWithinADay() {
        pollsWith("21600", Duration.ofHours(6), Duration.ofHours(6));
    }

    @Test
    void pollsEveryTenMinutesAtMost() {
        pollsWith("1", Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    @Test
    void pollsOnceADayAtLeast() {
        pollsWith("315360000", Duration.ofDays(1), Duration.ofDays(1));
    }

    private void pollsWith(String retryAfter, Duration shortest, Duration longest) {
        ca = authority(directory);
        Instant begin = lab().clock.instant();
        ca.windows(_ -> window(begin.plus(Duration.ofDays(60)), Duration.ofDays(1), retryAfter));
        lab().life().configure(policy());

        lab().life().run(Duration.ofDays(10));

        assertThat(ca.ledger().count(Endpoint.RENEWAL_INFO)).isGreaterThan(8);
        pollsAreApart(shortest, longest);
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void takesNoHarmFromACertificateBackdatedByAnHour() throws IOException {
        Lab opened = Lab.at(directory);
        lab = opened;
        ca = opened.direct("ca", CaSettings.defaults().withLife(Duration.ofDays(2)));
        opened.life().configure(policy());

        opened.life().run(Duration.ofDays(10));

        assertThat(orders()).isBetween(9, 11); // at half of two days without the backdated hour
    }

    @Test
    void ordersAgainWithoutReplacesAfterAConflict() {
        Instant start = issue();
        lab().life().runUntil(start.plus(Duration.ofDays(55)));
        ca.script()
                .on(
                        Endpoint.NEW_ORDER,
                        new When.Nth(1),
                        new Fault.Problem(409, "alreadyReplaced", "already replaced", null));

        lab().life().runUntil(start.plus(Duration.ofDays(62)));

        assertThat(ca.ledger().count(Endpoint.NEW_ORDER)).isEqualTo(3);
        assertThat(orders()).isEqualTo(2);
        assertThat(lab().life().status(NAME).failures()).isZero();
    }

    @Test
    void doesNotNameThePredecessorAtAnotherIssuer() {
        issue();
        Authority other = lab().direct("other", CaSettings.defaults().withLife(LIFE));
        lab().life().configure(lab().policy(NAME, "other"));

        lab().life().run(Duration.ofDays(89));

        assertThat(other.ledger().orders()).isNotEmpty();
        assertThat(other.ledger().refused("malformed")).isEmpty();
        assertThat(lab().life().withdrawn()).isEmpty();
    }

    @Test
    void doesNotInheritTheWindowOfThePredecessor() {
        issue();
        lab().life().run(Duration.ofDays(20));
        advise(_ -> RenewalWindow.revoked(lab().clock.instant()));
        lab().life().run(Duration.ofDays(2));
        assertThat(orders()).isEqualTo(2);
        Instant second = lab().life().served(NAME).obtainedAt();
        ca.script().on(Endpoint.RENEWAL_INFO, new When.Always(), new Fault.Status(503, null));
        lab().restart();
        lab().life().configure(policy());

        lab().life().runUntil(second.plus(Duration.ofDays(48)));

        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void keepsTheDrawnInstantOverRestarts() {
        Instant start = issue();
        Instant announced = lab().life().status(NAME).next().at();

        for (int i = 0; i < 20; i++) {
            lab().restart();
            lab().life().configure(policy());
            lab().life().run(Duration.ofDays(2));
            assertThat(lab().life().status(NAME).next().at()).isEqualTo(announced);
        }

        assertThat(orders()).isEqualTo(1);
        assertThat(announced).isAfter(start);
    }
}
