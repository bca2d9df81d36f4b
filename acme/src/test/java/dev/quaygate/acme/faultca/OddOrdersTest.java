package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AF7: orders that are ready at once, invalid, stuck, expired, or bad in one name of a hundred. */
final class OddOrdersTest {
    private static final String NAME = "shop.example.com";

    @TempDir private Path directory;

    private Lab lab;
    private Authority ca;

    @BeforeEach
    void start() {
        lab = Lab.at(directory);
        ca = lab.direct("ca", CaSettings.defaults());
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private CertificateStatus status() {
        return lab.life().status(NAME);
    }

    @Test
    void takesACertificateThatNeedsNoProof() {
        ca.quirks(_ -> OrderQuirk.READY_AT_ONCE);
        lab.life().configure(lab.policy(NAME, "ca"));

        lab.life().run(Duration.ofMinutes(2));

        assertThat(status().state()).isEqualTo(State.OK);
        assertThat(ca.ledger().count(Endpoint.CHALLENGE)).isZero();
    }

    @Test
    void leavesAnInvalidOrderAndGivesItsProofsUp() {
        ca.quirks(_ -> OrderQuirk.INVALID);
        lab.life().configure(lab.policy(NAME, "ca"));
        lab.life().run(Duration.ofSeconds(50));
        assertThat(status().state()).isEqualTo(State.FAILING);
        assertThat(ca.openAuthorizations()).isZero();
        ca.quirks(_ -> OrderQuirk.NONE);

        lab.life().run(Duration.ofMinutes(10));

        assertThat(status().state()).isEqualTo(State.OK);
    }

    @Test
    void waitsForAnOrderThatIsStuckForTenMinutes() {
        ca.quirks(_ -> OrderQuirk.STUCK);
        lab.life().configure(lab.policy(NAME, "ca"));
        ca.killAt((endpoint, after) -> {
            if (lab.clock.instant().isAfter(lab.began().plus(Duration.ofMinutes(10)))) {
                ca.endQuirks();
            }
        });

        lab.life().run(Duration.ofMinutes(15));

        assertThat(status().state()).isEqualTo(State.OK);
        assertThat(ca.ledger().orders()).hasSize(1);
    }

    @Test
    void ordersAgainAfterAnOrderExpiredWithoutCountingAFailedValidation() {
        ca.quirks(_ -> OrderQuirk.SHORT);
        ca.script().on(Endpoint.AUTHORIZATION, new When.First(1), new Fault.Refuse());
        lab.life().configure(lab.policy(NAME, "ca"));
        lab.life().run(Duration.ofMinutes(2));
        ca.quirks(_ -> OrderQuirk.NONE);

        lab.life().run(Duration.ofMinutes(10));

        assertThat(status().state()).isEqualTo(State.OK);
        assertThat(ca.ledger().orders()).hasSize(2);
        assertThat(ca.mostFailuresInRow()).isZero();
    }

    @Test
    void namesTheBadOneOfAHundredAndDoesNotBlockOthers() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            names.add("n" + i + ".example.com");
        }
        lab.board.breakName("n42.example.com");
        lab.life()
                .configure(
                        lab.policy(names, "classic", "ca"), lab.policy("other.example.net", "ca"));

        lab.life().run(Duration.ofMinutes(1));

        var failed = lab.life().status("n42.example.com");
        assertThat(failed.state()).isEqualTo(State.FAILING);
        var attempt = Objects.requireNonNull(failed.lastAttempt());
        assertThat(Objects.requireNonNull(attempt.error()).detail()).contains("n42.example.com");
        assertThat(lab.life().status("other.example.net").state()).isEqualTo(State.OK);
        assertThat(ca.openAuthorizations()).as("of the dead order").isZero();
        lab.board.repairName("n42.example.com");
        lab.life().run(Duration.ofMinutes(30));
        assertThat(lab.life().status("n42.example.com").state()).isEqualTo(State.OK);
    }

    @Test
    void namesTheNameThatIsRefusedAtTheOrder() {
        ca.refuse("b.example.com", "rejectedIdentifier", "policy forbids it");
        lab.life().configure(lab.policy(List.of(NAME, "b.example.com"), null, "ca"));

        lab.life().run(Duration.ofHours(2));

        var attempt = Objects.requireNonNull(status().lastAttempt());
        assertThat(Objects.requireNonNull(attempt.error()).detail())
                .contains("b.example.com")
                .contains("policy forbids it");
        assertThat(ca.ledger().count(Endpoint.NEW_ORDER)).isEqualTo(2); // now and after an hour
    }

    @Test
    void ordersAgainAfterAProofWasDeactivatedMeanwhile() {
        ca.killAt((endpoint, after) -> {
            if (endpoint == Endpoint.CHALLENGE && after) {
                ca.deactivateAuthorizations();
                ca.killAt((_, _) -> {});
            }
        });
        lab.life().configure(lab.policy(NAME, "ca"));

        lab.life().run(Duration.ofMinutes(5));

        assertThat(status().state()).isEqualTo(State.OK);
        assertThat(ca.ledger().orders()).hasSize(2);
    }
}
