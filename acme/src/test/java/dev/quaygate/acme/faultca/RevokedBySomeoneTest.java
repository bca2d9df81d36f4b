package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.RevocationListSource.Answer;
import dev.quaygate.acme.client.RevocationListSource.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AF14: somebody else has a certificate revoked; the authority tells by its list alone. */
final class RevokedBySomeoneTest {
    private static final String NAME = "shop.example.com";
    private static final String OTHER = "mail.example.com";

    @TempDir private Path directory;

    private Lab lab;
    private Authority ca;
    private final List<Version> asked = new ArrayList<>();

    @BeforeEach
    void start() {
        lab = Lab.at(directory);
        ca = lab.direct("ca", CaSettings.defaults().withoutRenewalInfo());
        lab.lists((place, known) -> {
            assertThat(place).isEqualTo(ChainSigner.LIST);
            asked.add(known);
            return Optional.of(new Answer(ca.revocationList(), new Version("\"v1\"", null)));
        });
        lab.life().configure(lab.policy(NAME, "ca"), lab.policy(OTHER, "ca"));
        lab.life().run(Duration.ofHours(5));
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @Test
    void replacesItWithANewKeyWithinTheHourAndLeavesTheOthersAlone() {
        ManagedCertificate before = lab.life().served(NAME);
        ca.revoke(ca.issuedFor(NAME).getFirst());

        lab.life().run(Duration.ofHours(1));

        ManagedCertificate after = lab.life().served(NAME);
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.key().leaf().getPublicKey())
                .isNotEqualTo(before.key().leaf().getPublicKey());
        assertThat(lab.life().served(OTHER).generation()).isEqualTo(1);
        assertThat(lab.life().manager().timeline(NAME))
                .anyMatch(entry ->
                        entry.kind() == TimelineEntry.Kind.REVOKED
                                && entry.text().contains(ChainSigner.LIST.toString()));
        lab.life().run(Duration.ofDays(5));
        assertThat(ca.issuedFor(NAME)).hasSize(2);
    }

    @Test
    void replacesItAfterARestartToo() {
        ca.revoke(ca.issuedFor(NAME).getFirst());
        lab.restart().configure(lab.policy(NAME, "ca"));

        lab.life().run(Duration.ofHours(1));

        assertThat(lab.life().served(NAME).generation()).isEqualTo(2);
    }

    @Test
    void asksForEachListOnceInHalfAnHourAndNamesTheVersionItKnows() {
        assertThat(asked).hasSizeBetween(10, 11);
        assertThat(asked.getFirst()).isEqualTo(Version.UNKNOWN);
        assertThat(asked.getLast().tag()).isEqualTo("\"v1\"");
    }

    @Test
    void believesNoListThatSomebodyElseHasSignedAndNoneThatIsLate() {
        ca.revoke(ca.issuedFor(NAME).getFirst());
        var serial = lab.life().served(NAME).key().leaf().getSerialNumber();
        lab.lists((_, _) ->
                Optional.of(
                        new Answer(
                                ChainSigner.list(
                                        List.of(serial),
                                        lab.clock.instant(),
                                        KeyType.P256.generate()),
                                Version.UNKNOWN)));
        lab.life().run(Duration.ofHours(3));
        lab.lists((_, _) -> {
            throw new IOException("status 503");
        });
        lab.life().run(Duration.ofHours(3));

        assertThat(lab.life().served(NAME).generation()).isEqualTo(1);
    }
}
