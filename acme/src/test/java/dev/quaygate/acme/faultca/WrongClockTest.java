package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.LifecycleSettings;
import dev.quaygate.acme.ManagedCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * AF13: a clock that jumps or runs away. What the authority does not confirm makes few certificates
 * due, ends none, and is forgotten when the clock is right again.
 */
final class WrongClockTest {
    private static final int NAMES = FullForm.of(1000, 60);
    private static final int AN_HOUR = Math.max(3, NAMES / 100);

    private Path directory;
    private Lab lab;
    private Authority ca;
    private List<CertificatePolicy> policies;

    @BeforeEach
    void start() throws IOException {
        directory = Scratch.directory("clock");
        lab = Lab.at(directory);
        ca = lab.direct("ca", CaSettings.defaults(), Duration.ofMillis(10));
        policies = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            policies.add(lab.policy("www.site-" + i + ".com", "ca"));
        }
        configure();
        lab.life().run(Duration.ofDays(1));
        assertThat(lab.life().served()).hasSize(NAMES);
        assertThat(ca.ledger().orders()).hasSize(NAMES);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
        Scratch.delete(directory);
    }

    private void configure() {
        lab.life().configure(LifecycleSettings.defaults(), policies);
    }

    /** Orders beyond the first ones, in the busiest of the hours since then. */
    private long mostAnHour(Instant since) {
        long most = 0;
        for (Instant hour = since;
                hour.isBefore(lab.clock.instant());
                hour = hour.plusSeconds(3600)) {
            Instant from = hour;
            Instant to = hour.plusSeconds(3600);
            long orders =
                    ca.ledger().orders().stream()
                            .filter(order -> !order.at().isBefore(from) && order.at().isBefore(to))
                            .count();
            most = Math.max(most, orders);
        }
        return most;
    }

    private void requireAllServed() {
        Instant now = lab.clock.instant();
        assertThat(lab.life().served()).hasSize(NAMES);
        assertThat(lab.life().served().values())
                .allMatch(one -> end(one).isAfter(now))
                .allMatch(one -> !start(one).isAfter(now));
        assertThat(lab.life().withdrawn()).isEmpty();
    }

    private static Instant start(ManagedCertificate one) {
        return one.key().leaf().getNotBefore().toInstant();
    }

    private static Instant end(ManagedCertificate one) {
        return one.key().leaf().getNotAfter().toInstant();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "-PT1H", "P1D", "-P1D", "P40D", "P3650D"})
    void reissuesFewCertificatesAfterAJumpThatTheAuthorityDoesNotSee(String by) {
        Instant jumped = lab.clock.instant();
        lab.wall.jump(Duration.parse(by));

        lab.life().run(Duration.ofHours(12));

        requireAllServed();
        long most = mostAnHour(jumped);
        int during = ca.ledger().orders().size() - NAMES;
        assertThat(lab.life().manager().clockDoubt()).isPresent();
        lab.wall.repair();
        lab.life().run(Duration.ofHours(2));
        System.out.printf(
                "AF13: jump %s: %d orders in 12 h for %d names, at most %d an hour, %d in the 2 h after%n",
                by, during, NAMES, most, ca.ledger().orders().size() - NAMES - during);
        assertThat(most).isLessThanOrEqualTo(AN_HOUR);
        assertThat(lab.life().manager().clockDoubt()).isEmpty();
        requireAllServed();
        assertThat(lab.life().manager().statuses())
                .filteredOn(one -> one.state() != State.OK)
                .isEmpty();
    }

    @Test
    void reissuesFewCertificatesWhileTheClockRunsAThousandTimesAsFast() {
        Instant began = lab.clock.instant();
        lab.wall.speed(1000);

        lab.life().run(Duration.ofHours(3)); // 125 days by the wall clock

        requireAllServed();
        System.out.printf(
                "AF13: 1,000 x speed: %d orders in 3 h for %d names%n",
                ca.ledger().orders().size() - NAMES, NAMES);
        assertThat(mostAnHour(began)).isLessThanOrEqualTo(AN_HOUR);
        lab.wall.repair();
        lab.life().run(Duration.ofHours(2));
        requireAllServed();
    }

    @Test
    void servesWhatIsStoredWhenTheMachineStartsIn1970() {
        Instant began = lab.clock.instant();
        lab.wall.show(Instant.EPOCH.plusSeconds(17));
        lab.restart();
        configure();

        lab.life().run(Duration.ofHours(1));
        lab.wall.repair();
        lab.life().run(Duration.ofDays(1));

        requireAllServed();
        assertThat(mostAnHour(began)).isZero();
        assertThat(lab.life().manager().clockDoubt()).isEmpty();
    }

    @Test
    void finishesTheOrderInWhichTheClockJumps() {
        ca.killAt((endpoint, after) -> {
            if (endpoint == Endpoint.CHALLENGE && !after) {
                lab.wall.jump(Duration.ofMinutes(50));
            }
        });
        var late = new ArrayList<>(policies);
        late.add(lab.policy("late.example.com", "ca"));
        lab.life().configure(LifecycleSettings.defaults(), late);

        lab.life().run(Duration.ofHours(1));

        assertThat(lab.life().status("late.example.com").state()).isEqualTo(State.OK);
        assertThat(ca.issuedFor("late.example.com")).hasSize(1);
        assertThat(ca.ledger().orders()).hasSize(NAMES + 1);
    }

    @Test
    void renewsAllThatIsDueOnceAnAuthorityConfirmsTheJump() throws IOException {
        try (Lab asleep = lab.elsewhere(directory.resolve("asleep"))) {
            Authority awake =
                    asleep.direct(
                            "awake", CaSettings.defaults(), Duration.ofMillis(10), asleep.wall);
            List<CertificatePolicy> all = new ArrayList<>();
            for (int i = 0; i < NAMES; i++) {
                all.add(asleep.policy("www.site-" + i + ".com", "awake"));
            }
            asleep.life().configure(LifecycleSettings.defaults(), all);
            asleep.life().run(Duration.ofDays(1));
            asleep.wall.jump(Duration.ofDays(35)); // the machine slept, the monotonic clock too

            asleep.life().run(Duration.ofHours(1));

            assertThat(awake.ledger().orders()).hasSize(2 * NAMES);
            assertThat(asleep.life().manager().clockDoubt()).isEmpty();
            assertThat(asleep.life().withdrawn()).isEmpty();
        }
    }
}
