package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.issue.CaFacts;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.KillPoints;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a failed validation the place for tests is asked first: C15. */
final class RehearsalTest {
    private static final String NAME = "shop.example.com";
    private static final Issuer.Acme CA =
            TestLife.CA.with(
                    CaFacts.UNKNOWN.withStaging(URI.create("https://staging.test/directory")));

    @TempDir private Path directory;

    private final VirtualClock clock = new VirtualClock();
    private final FakeAuthority ca = new FakeAuthority(clock);
    private final FakeAuthority staging = new FakeAuthority(clock);
    private FileStore store;
    private TestLife life;

    @BeforeEach
    void start() {
        store = CrashingDisk.open(directory, KillPoints.none());
        life = new TestLife(store, clock, Map.of("fake", ca, "fake-staging", staging));
        life.configure(CertificatePolicy.of(List.of(NAME), List.of(CA)));
    }

    @AfterEach
    void stop() {
        life.manager.close();
        store.close();
    }

    private CertificateStatus status() {
        return life.manager.status(NAME).orElseThrow();
    }

    @Test
    void asksTheAuthorityOnceAndThenItsTwinUntilThatHasPassed() {
        ca.failing = true;
        staging.failing = true;

        life.run(Duration.ofDays(10));

        assertThat(ca.ordered).hasSize(1);
        assertThat(staging.ordered).hasSizeBetween(8, 14);
        assertThat(status().state()).isEqualTo(State.FAILING);
        assertThat(status().next().why()).contains("at its staging first");
        assertThat(requireNonNull(requireNonNull(status().lastAttempt()).error()).detail())
                .contains("rehearsal at fake-staging");

        ca.failing = false;
        staging.failing = false;
        life.run(Duration.ofHours(27));

        assertThat(status().state()).isEqualTo(State.OK);
        assertThat(ca.ordered).hasSize(2);
        assertThat(life.presented).isEmpty();
    }

    @Test
    void asksNobodyElseWhileTheTwinDoesNotAnswer() {
        ca.failing = true;
        staging.fault =
                (_, _) -> {
                    throw FakeAuthority.unreachable();
                };

        life.run(Duration.ofDays(1));

        assertThat(ca.ordered).hasSize(1);
        assertThat(life.manager.issuers().getFirst().nextProbe()).isNull();
    }

    @Test
    void rehearsesAfterARestartToo() {
        ca.failing = true;
        staging.failing = true;
        life.run(Duration.ofMinutes(30));
        stop();

        start();
        life.run(Duration.ofHours(3));

        assertThat(ca.ordered).hasSize(1);
    }

    @Test
    void keepsNoProofAtTheTwinForTheNextRehearsal() {
        ca.failing = true;
        staging.failing = true;
        life.run(Duration.ofSeconds(30));
        staging.failing = false;

        life.run(Duration.ofHours(1));

        assertThat(staging.calls).contains("deactivateAuthorization");
        assertThat(staging.calls).doesNotContain("finalizeOrder");
    }

    @Test
    void goesStraightToTheAuthorityWhenAPersonForcesIt() {
        ca.failing = true;
        life.run(Duration.ofSeconds(30));
        ca.failing = false;

        life.manager.renew(NAME, true);
        life.wake();
        life.run(Duration.ofSeconds(10));

        assertThat(staging.ordered).isEmpty();
        assertThat(status().state()).isEqualTo(State.OK);
    }

    @Test
    void doesNotRehearseWhenTheSettingsSayNo() {
        var defaults = LifecycleSettings.defaults();
        ca.failing = true;
        life.manager.configure(
                new LifecycleSettings(false, defaults.alerts(), 8, false, defaults.keepUnused()),
                List.of(CertificatePolicy.of(List.of(NAME), List.of(CA))));

        life.run(Duration.ofHours(1));

        assertThat(staging.ordered).isEmpty();
        assertThat(ca.ordered).hasSize(3);
    }

    @Test
    void runsDryAtTheTwinAndChangesNothing() throws InterruptedException {
        life.run(Duration.ofMinutes(1));
        assertThat(life.published).hasSize(1);

        assertThat(life.manager.dryRun(NAME, null)).isEmpty();

        assertThat(staging.ordered).hasSize(1);
        assertThat(staging.calls).doesNotContain("finalizeOrder");
        assertThat(ca.ordered).hasSize(1);
        assertThat(life.published).hasSize(1);
        assertThat(life.presented).isEmpty();
    }

    @Test
    void saysWhyADryRunFailedAndGoesOnAsBefore() throws InterruptedException {
        life.run(Duration.ofMinutes(1));
        staging.failing = true;

        assertThat(life.manager.dryRun(NAME, "fake"))
                .hasValueSatisfying(
                        why -> assertThat(why.detail()).contains("rehearsal at fake-staging"));
        assertThat(status().state()).isEqualTo(State.OK);
        assertThat(status().failures()).isZero();
        assertThat(status().next().action()).isEqualTo("renew");
    }

    @Test
    void runsNothingDryWithoutATwinOrBesideAnOrder() {
        var alone = Issuer.Acme.of("alone", URI.create("https://a.test/d"));
        life.configure(
                CertificatePolicy.of(List.of(NAME), List.of(CA)),
                CertificatePolicy.of(List.of("other.example.com"), List.of(alone)));

        assertThatThrownBy(() -> life.manager.dryRun("other.example.com", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no place for tests");
        assertThatThrownBy(() -> life.manager.dryRun(NAME, "nobody"))
                .hasMessageContaining("no route uses an issuer called 'nobody'");
        try (var lease = store.lease(status().id()).orElseThrow()) {
            assertThat(lease).isNotNull();
            assertThatThrownBy(() -> life.manager.dryRun(NAME, null))
                    .hasMessageContaining("has an order under way");
        }
    }
}
