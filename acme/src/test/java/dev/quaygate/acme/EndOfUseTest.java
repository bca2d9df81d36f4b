package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.client.RevocationReason;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Certificates that nobody wants any more, and revoked ones: C23. */
final class EndOfUseTest extends OneStoreLife {
    private static final String NAME = "shop.example.com";

    private void issue() {
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofHours(1));
    }

    private String id() {
        return TestLife.policy(NAME).id();
    }

    @Test
    void keepsAnUnusedCertificateAsLongAsItAnnouncedAndThenDeletesEverything() {
        issue();
        life.configure();
        life.run(Duration.ofDays(1));
        CertificateStatus unused = life.manager.status(id()).orElseThrow();
        assertThat(unused.state()).isEqualTo(State.UNUSED);
        assertThat(unused.next().action()).isEqualTo("delete");

        life.runUntil(Objects.requireNonNull(unused.next().at()).minusMillis(1));
        assertThat(store.list("certs/" + id() + "/")).isNotEmpty();
        life.run(Duration.ofMinutes(1));

        assertThat(store.list("certs/" + id() + "/")).isEmpty();
        assertThat(store.get("backoff/" + id() + ".json")).isEmpty();
        assertThat(life.manager.statuses()).isEmpty();
        assertThat(life.withdrawn).hasSize(1);
    }

    @Test
    void countsTheTimeAnewWhenItWasUsedInBetween() {
        issue();
        life.configure();
        life.run(Duration.ofDays(20));
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofDays(1));
        life.configure();
        life.run(Duration.ofDays(20));

        assertThat(store.list("certs/" + id() + "/")).isNotEmpty();
        assertThat(ca.ordered).hasSize(1);
    }

    @Test
    void prunesUnusedCertificatesOnlyAndOrdersAfreshWhenTheNameComesBack() {
        issue();
        assertThat(life.manager.prune()).isEmpty();
        life.configure();

        assertThat(life.manager.prune()).containsExactly(id());
        assertThat(life.manager.statuses()).isEmpty();

        life.configure(TestLife.policy(NAME));
        life.wake();
        life.run(Duration.ofHours(1));
        assertThat(ca.ordered).hasSize(2);
    }

    @Test
    void replacesARevokedCertificateAtOnceAndWithANewKey() throws Exception {
        issue();
        var first = life.latest();

        life.manager.revoke(NAME, RevocationReason.KEY_COMPROMISE);
        life.wake();
        life.run(Duration.ofMinutes(1));

        assertThat(ca.revoked).containsExactly(first.key().leaf());
        assertThat(ca.ordered).hasSize(2);
        assertThat(life.latest().key().leaf().getPublicKey())
                .isNotEqualTo(first.key().leaf().getPublicKey());
        life.run(Duration.ofDays(3));
        assertThat(ca.ordered).hasSize(2);
        assertThat(life.manager.timeline(NAME))
                .anyMatch(entry -> entry.kind() == TimelineEntry.Kind.REVOKED);
    }

    @Test
    void remembersOverARestartThatTheCertificateIsRevoked() throws Exception {
        issue();
        life.manager.revoke(NAME, RevocationReason.SUPERSEDED);
        stop();

        start();
        life.configure(TestLife.policy(NAME));
        assertThat(life.manager.status(NAME).orElseThrow().next().why()).isEqualTo("revoked");
        life.run(Duration.ofMinutes(1));

        assertThat(ca.ordered).hasSize(2);
    }

    @Test
    void doesNotReplaceWhatTheAuthorityDidNotRevoke() {
        issue();
        ca.fault =
                (call, _) -> {
                    if (call.equals("revoke")) {
                        throw FakeAuthority.refused("unauthorized", 403, null);
                    }
                };

        assertThatThrownBy(() -> life.manager.revoke(NAME, RevocationReason.UNSPECIFIED))
                .isInstanceOf(RevocationFailed.class)
                .hasMessageContaining("fake did not revoke");
        life.run(Duration.ofHours(1));

        assertThat(ca.ordered).hasSize(1);
    }
}
