package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AF19: the first issuer is down or refuses, the second too. */
final class FallbackTest {
    private static final String NAME = "shop.example.com";

    @TempDir private Path directory;

    private Lab lab;
    private Authority first;
    private Authority second;

    @BeforeEach
    void start() {
        lab = Lab.at(directory);
        first = lab.direct("first", CaSettings.defaults());
        second = lab.direct("second", CaSettings.defaults());
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @Test
    void turnsToTheSecondAfterThreeTriesAndReturnsAtTheNextRenewal() {
        lab.life().configure(lab.policy(NAME, "first", "second"));
        lab.life().run(Duration.ofMinutes(5));
        Instant due = Objects.requireNonNull(lab.life().status(NAME).next().at());
        lab.life().runUntil(due);
        first.script().everywhere(new When.Always(), new Fault.Refuse());

        lab.life().run(Duration.ofMinutes(2));
        assertThat(second.ledger().orders()).isEmpty();
        lab.life().run(Duration.ofHours(24));

        assertThat(second.ledger().orders()).hasSize(1);
        assertThat(lab.life().status(NAME).issuer().id()).isEqualTo("second");
        first.script().clear();
        lab.life().run(Duration.ofDays(40));
        assertThat(lab.life().status(NAME).issuer().id()).isEqualTo("first");
        assertThat(first.ledger().orders()).hasSize(2);
        assertThat(second.ledger().orders()).hasSize(1);
        assertThat(second.ledger().orders().getFirst().problem()).isNull();
    }

    @Test
    void passesOverAnIssuerWithoutBindingAndOneThatCaaForbids() {
        Authority bound =
                lab.direct(
                        "bound",
                        CaSettings.defaults().withBinding("kid", "MTIzNDU2Nzg5MDEyMzQ1Ng"));
        second.refuse(NAME, "caa", "CAA record for example.com prevents issuance");
        lab.life().configure(lab.policy(NAME, "bound", "second", "first"));

        lab.life().run(Duration.ofMinutes(10));

        assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
        assertThat(lab.life().status(NAME).issuer().id()).isEqualTo("first");
        assertThat(bound.ledger().orders()).isEmpty();
        assertThat(second.ledger().orders()).isEmpty();
        List<Ledger.Entry> asked = second.ledger().of(Endpoint.NEW_ORDER);
        assertThat(asked).hasSize(1);
        assertThat(first.ledger().orders().getFirst().at()).isAfter(asked.getFirst().at());
    }

    @Test
    void replacesARevokedCertificateWithANewKeyWithinAnHour() {
        first.windows(null);
        var policy = lab.policy(NAME, "first");
        lab.life().configure(policy);
        lab.life().run(Duration.ofDays(10));
        var before = lab.life().served(NAME);
        first.revoke(first.issuedFor(NAME).getFirst());
        lab.restart(); // at a load the advice is as old as its next poll says
        lab.life().configure(policy);

        lab.life().run(Duration.ofDays(1).plusHours(1));

        var after = lab.life().served(NAME);
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.key().leaf().getPublicKey())
                .isNotEqualTo(before.key().leaf().getPublicKey());
        assertThat(first.ledger().orders()).hasSize(2);
    }
}
