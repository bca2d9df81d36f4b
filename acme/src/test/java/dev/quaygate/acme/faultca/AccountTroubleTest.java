package dev.quaygate.acme.faultca;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF20: an account that is deactivated, forgotten, asked to agree to new terms, or whose key is
 * lost. A new account comes only after the authority says that there is none, at most one a day.
 * What is served stays.
 */
final class AccountTroubleTest {
    private static final String NAME = "shop.example.com";

    @TempDir private Path directory;

    private Lab lab;
    private Authority ca;

    @BeforeEach
    void start() {
        lab = Lab.at(directory);
        ca = lab.direct("ca", CaSettings.defaults().withLimits());
        lab.life().configure(lab.policy(NAME, "ca"));
        lab.life().run(Duration.ofDays(2));
        assertThat(lab.life().served(NAME).generation()).isEqualTo(1);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private CertificateStatus renew() {
        lab.life().manager().renew(NAME, true);
        lab.life().wake();
        lab.life().run(Duration.ofMinutes(10));
        return lab.life().status(NAME);
    }

    private static CertificateStatus.Fault fault(CertificateStatus status) {
        return requireNonNull(requireNonNull(status.lastAttempt()).error());
    }

    private String key() {
        List<String> keys =
                lab.store().list("acme/").stream().filter(k -> k.endsWith("/key.pem")).toList();
        assertThat(keys).hasSize(1);
        return new String(
                lab.store().get(keys.getFirst()).orElseThrow(), StandardCharsets.US_ASCII);
    }

    @Test
    void aDeactivatedAccountIsToldAndNotReplaced() {
        String key = key();
        ca.deactivateAccounts();

        CertificateStatus status = renew();
        lab.life().run(Duration.ofDays(40));

        assertThat(fault(status).code()).isEqualTo("QG3030");
        assertThat(fault(status).fix()).isNotBlank();
        assertThat(ca.accounts()).isEqualTo(1);
        assertThat(key()).isEqualTo(key);
        assertThat(lab.life().withdrawn()).isEmpty();
        assertThat(lab.life().served(NAME).generation()).isEqualTo(1);
        assertThat(ca.ledger().refused("unauthorized"))
                .as("questions in 40 days")
                .hasSizeLessThan(100);
    }

    @Test
    void newTermsAreToldAndAgreementEndsTheTrouble() {
        ca.demandAgreement(true);

        CertificateStatus status = renew();

        assertThat(fault(status).code()).isEqualTo("QG3029");
        assertThat(fault(status).fix()).contains("agree to the CA's terms");
        ca.demandAgreement(false);
        lab.life().run(Duration.ofDays(45));
        assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
        assertThat(lab.life().served(NAME).generation()).isGreaterThan(1);
        assertThat(ca.accounts()).isEqualTo(1);
    }

    @Test
    void anAccountThatTheAuthorityForgotIsRegisteredAgainWithItsKey() {
        String key = key();
        ca.forgetAccounts();

        CertificateStatus status = renew();

        assertThat(status.state()).isEqualTo(State.OK);
        assertThat(status.failures()).as("within the same attempt").isZero();
        assertThat(ca.accounts()).isEqualTo(1);
        assertThat(key()).isEqualTo(key);
        assertThat(lab.life().served(NAME).generation()).isEqualTo(2);
    }

    @Test
    void anAccountThatIsForgottenAgainTheSameDayWaitsForTheNext() {
        ca.forgetAccounts();
        renew();
        ca.forgetAccounts();

        CertificateStatus status = renew();
        assertThat(fault(status).code()).isEqualTo("QG3030");
        assertThat(ca.accounts()).isZero();
        assertThat(lab.life().served(NAME).generation()).isEqualTo(2);

        lab.life().run(Duration.ofDays(1));
        assertThat(renew().state()).isEqualTo(State.OK);
        assertThat(ca.accounts()).isEqualTo(1);
        assertThat(lab.life().served(NAME).generation()).isEqualTo(3);
    }

    @Test
    void anAuthorityThatForgetsAgainAndAgainGetsOneAccountADay() {
        for (int hour = 0; hour < 5 * 24; hour++) {
            ca.forgetAccounts();
            renew();
            lab.life().run(Duration.ofMinutes(50));
        }

        long made =
                ca.ledger().of(Endpoint.NEW_ACCOUNT).stream()
                        .filter(entry -> entry.problem() == null)
                        .count();
        System.out.printf("AF20: %d accounts in 7 days of an authority that forgets%n", made);
        assertThat(made).isBetween(2L, 7L);
        assertThat(lab.life().withdrawn()).isEmpty();
    }

    @Test
    void aLostKeyMeansOneNewAccount() {
        String key = key();
        for (String stored : lab.store().list("acme/")) {
            if (stored.endsWith("/key.pem")) {
                lab.store().delete(stored);
            }
        }
        lab.restart();
        lab.life().configure(lab.policy(NAME, "ca"));
        assertThat(lab.life().served()).hasSize(1);

        renew();
        CertificateStatus status = renew();

        assertThat(status.state()).isEqualTo(State.OK);
        assertThat(ca.accounts()).isEqualTo(2);
        assertThat(key()).isNotEqualTo(key);
    }

    @Test
    void aKeyThatIsLostAgainAndAgainMeansOneNewAccountADay() {
        for (int hour = 0; hour < 5 * 24; hour++) {
            for (String stored : lab.store().list("acme/")) {
                if (stored.endsWith("/key.pem")) {
                    lab.store().delete(stored);
                }
            }
            renew();
            lab.life().run(Duration.ofMinutes(50));
        }

        System.out.printf("AF20: %d accounts in 7 days of lost keys%n", ca.accounts());
        assertThat(ca.accounts()).isBetween(2, 7);
        assertThat(lab.life().withdrawn()).isEmpty();
    }
}
