package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.client.OrderRequest;
import dev.quaygate.acme.issue.CaFacts;
import dev.quaygate.acme.issue.CaPreset;
import dev.quaygate.acme.issue.Issuer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop at an authority whose limits are known: C16, AF8. */
final class BudgetedLifeTest extends OneStoreLife {
    private static final CaFacts LIMITS =
            CaPreset.facts(URI.create("https://acme-v02.api.letsencrypt.org/directory"))
                    .withStaging(null);
    private static final Issuer.Acme CA = TestLife.CA.with(LIMITS);

    private void configure(int names, String pattern) {
        List<CertificatePolicy> policies = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            policies.add(CertificatePolicy.of(List.of(pattern.formatted(i)), List.of(CA)));
        }
        life.configure(policies.toArray(CertificatePolicy[]::new));
    }

    private CertificateStatus status(String name) {
        return life.manager.status(name).orElseThrow();
    }

    @Test
    void ordersUpToTheCeilingOfADomainAndTellsTheOthersTheirTurn() {
        configure(50, "n%d.example.com");

        life.run(Duration.ofHours(1));

        assertThat(ca.ordered).hasSize(45);
        List<CertificateStatus> queued =
                life.manager.statuses().stream()
                        .filter(one -> one.state() == State.QUEUED)
                        .toList();
        assertThat(queued).hasSize(5);
        CertificateStatus one = queued.getFirst();
        assertThat(one.failures()).isZero();
        assertThat(one.next().action()).isEqualTo("order");
        assertThat(one.next().why())
                .startsWith("QG3022 all 45 certificates for example.com in 7 days are used");

        Instant announced = requireNonNull(one.next().at());
        life.runUntil(announced.minusMillis(1));
        assertThat(ca.ordered).hasSize(45);
        life.runUntil(announced.plus(Duration.ofHours(1)));
        assertThat(ca.ordered).hasSize(50);
    }

    @Test
    void forgetsNoOrderOverARestart() {
        configure(50, "n%d.example.com");
        life.run(Duration.ofHours(1));
        stop();
        start();

        configure(50, "n%d.example.com");
        life.run(Duration.ofDays(2));

        assertThat(ca.ordered).hasSize(45);
    }

    @Test
    void startsManyNamesWithoutASingleRefusal() {
        configure(330, "www.site%d.com");

        life.run(Duration.ofHours(2));
        assertThat(ca.ordered).hasSize(270);
        life.run(Duration.ofHours(5));

        assertThat(ca.ordered).hasSize(330);
        assertThat(life.manager.statuses()).allMatch(one -> one.state() == State.OK);
        assertThat(life.manager.statuses()).allMatch(one -> one.failures() == 0);
    }

    @Test
    void refusesAThirdCertificateForTheSameNamesUntilAPersonForcesIt() {
        configure(1, "n%d.example.com");
        life.run(Duration.ofHours(1));
        ca.replaceable = false; // each order without its predecessor counts
        renew(false);
        assertThat(ca.ordered).hasSize(2);

        CertificateStatus refused = renew(false);
        assertThat(ca.ordered).hasSize(2);
        assertThat(refused.state()).isEqualTo(State.QUEUED);
        assertThat(refused.next().why())
                .contains("would be the 3rd automatic certificate for this exact set in 7 days");
        assertThat(status("n0.example.com").state()).isEqualTo(State.OK);

        renew(true);
        assertThat(ca.ordered).hasSize(3);
        renew(true);
        assertThat(ca.ordered).hasSize(3);
    }

    private CertificateStatus renew(boolean force) {
        var result = life.manager.renew("n0.example.com", force);
        life.wake();
        life.run(Duration.ofMinutes(1));
        return result.join();
    }

    @Test
    void waitsExactlyAsLongAsTheAuthoritySaysForAllNamesOfTheAccount() {
        Instant until = clock.instant().plusSeconds(600);
        ca.fault =
                (call, after) -> {
                    if (call.equals("newOrder") && !after && clock.instant().isBefore(until)) {
                        throw FakeAuthority.refused("rateLimited", 429, until);
                    }
                };
        configure(20, "www.site%d.com");

        life.runUntil(until.minusMillis(1));
        assertThat(ca.calls.stream().filter("directory"::equals)).hasSize(1);
        life.run(Duration.ofHours(1));

        assertThat(ca.ordered).hasSize(20);
    }

    @Test
    void renewsBeyondAllLimitsBecauseRenewalsNameWhatTheyReplace() {
        ca.life = Duration.ofDays(6);
        configure(3, "n%d.example.com");

        life.run(Duration.ofDays(60));

        assertThat(ca.ordered).hasSizeGreaterThan(30);
        assertThat(ca.ordered.stream().skip(3).map(OrderRequest::replaces)).doesNotContainNull();
    }

    @Test
    void triesAFailingNameAtMostThreeTimesInTheFirstHourHoweverOftenItsSettingsChange() {
        ca.failing = true;
        for (int i = 0; i < 10; i++) {
            life.configure(
                    new CertificatePolicy(
                            List.of("n0.example.com"),
                            List.of(CA),
                            null,
                            dev.quaygate.acme.client.KeyType.P256,
                            i % 2 == 0,
                            List.of(dev.quaygate.acme.issue.ChallengeType.HTTP_01),
                            new RenewalRule.Auto(),
                            null));
            life.wake();
            life.run(Duration.ofMinutes(5));
        }

        assertThat(ca.ordered).hasSize(3);
        assertThat(status("n0.example.com").state()).isEqualTo(State.QUEUED);
        assertThat(status("n0.example.com").next().why()).startsWith("QG3024");
    }
}
