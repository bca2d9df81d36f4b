package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.RenewalInfo;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.KillPoints;
import dev.quaygate.acme.store.SimulatedCrash;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on virtual time against an authority in memory: C1, C8, C9, C17, C18, C20, C22, C24. */
final class CertificateManagerTest {
    private static final String NAME = "shop.example.com";

    @TempDir private Path directory;

    private final VirtualClock clock = new VirtualClock();
    private final FakeAuthority ca = new FakeAuthority(clock);
    private final FakeAuthority second = new FakeAuthority(clock);
    private FileStore store;
    private TestLife life;

    @BeforeEach
    void start() {
        store = CrashingDisk.open(directory, KillPoints.none());
        life = new TestLife(store, clock, Map.of("fake", ca, "second", second));
    }

    @AfterEach
    void stop() {
        life.manager.close();
        store.close();
    }

    private void restart() {
        stop();
        start();
    }

    private CertificateStatus status() {
        return life.manager.status(NAME).orElseThrow();
    }

    private Instant nextAt() {
        return requireNonNull(status().next().at());
    }

    private String errorCode() {
        return requireNonNull(requireNonNull(status().lastAttempt()).error()).code();
    }

    @Test
    void issuesOnceForNewNamesAndTakesTheChallengeAway() {
        life.configure(TestLife.policy(NAME, "www.example.com"));
        assertThat(status().state()).isEqualTo(State.PENDING);

        life.run(Duration.ofDays(1));

        assertThat(ca.ordered).hasSize(1);
        assertThat(life.latest().names()).containsExactly(NAME, "www.example.com");
        assertThat(life.presented).isEmpty();
        assertThat(status().state()).isEqualTo(State.OK);
        assertThat(status().serving()).isTrue();
    }

    /** As with a script that renews what has just come; the attempt is not at its end yet. */
    @Test
    void whoAsksWhenACertificateIsThereAlreadyGetsTheNextOne() {
        List<CompletableFuture<CertificateStatus>> answers = new ArrayList<>();
        life.onPublished(one -> {
            if (answers.isEmpty()) {
                answers.add(life.manager.renew(NAME, true));
            }
        });
        life.configure(TestLife.policy(NAME));

        life.run(Duration.ofHours(1));

        assertThat(answers.getFirst()).isCompleted();
        assertThat(requireNonNull(answers.getFirst().join().certificate()).generation())
                .isEqualTo(2);
        assertThat(ca.ordered).hasSize(2);
    }

    @Test
    void servesWhatIsStoredAfterARestartBeforeItAsksAnyAuthority() {
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofHours(1));
        var before = life.latest();
        restart();
        int calls = ca.calls.size();

        life.configure(TestLife.policy(NAME));

        assertThat(life.latest().key().leaf()).isEqualTo(before.key().leaf());
        assertThat(ca.calls).hasSize(calls);
        life.run(Duration.ofDays(1));
        assertThat(ca.ordered).hasSize(1);
    }

    @Test
    void renewsAtTheInstantThatItAnnouncedAndNamesThePredecessor() {
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofHours(1));
        var first = life.latest();
        Instant announced = nextAt();

        life.runUntil(announced.minusMillis(1));
        assertThat(ca.ordered).hasSize(1);
        life.runUntil(announced.plus(Duration.ofMinutes(1)));

        assertThat(ca.ordered).hasSize(2);
        assertThat(ca.ordered.getLast().replaces())
                .isEqualTo(CertId.of(first.key().leaf()).orElseThrow());
        assertThat(life.latest().generation()).isEqualTo(2);
        assertThat(life.withdrawn).isEmpty();
    }

    @Test
    void followsTheAuthoritysWindowWithOneDrawnInstantOverARestart() {
        Instant start = clock.instant().plus(Duration.ofDays(20));
        ca.windows =
                _ ->
                        Optional.of(
                                new RenewalInfo(start, start.plus(Duration.ofDays(2)), null, null));
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofHours(1));
        Instant announced = nextAt();
        assertThat(status().next().why()).isEqualTo("ari");
        assertThat(announced).isBetween(start, start.plus(Duration.ofDays(2)));

        restart();
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofDays(1));

        assertThat(nextAt()).isEqualTo(announced);
        life.runUntil(announced.plus(Duration.ofMinutes(1)));
        assertThat(ca.ordered).hasSize(2);
    }

    @Test
    void renewsWithinTwoPollsWhenTheWindowMovesToThePast() {
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofDays(30));
        Instant now = clock.instant();
        ca.windows =
                id ->
                        id.equals(CertId.of(life.published.getFirst().key().leaf()).orElseThrow())
                                ? Optional.of(
                                        new RenewalInfo(
                                                now.minus(Duration.ofDays(2)),
                                                now.minus(Duration.ofDays(1)),
                                                URI.create("https://ca.test/why"),
                                                null))
                                : Optional.empty();

        life.run(Duration.ofDays(2));

        assertThat(ca.ordered).hasSize(2);
        life.run(Duration.ofDays(10));
        assertThat(ca.ordered).hasSize(2);
    }

    @Test
    void doesNotLoopWhenEveryNewCertificateHasAPastWindow() {
        ca.windows =
                _ ->
                        Optional.of(
                                new RenewalInfo(
                                        clock.instant().minus(Duration.ofDays(2)),
                                        clock.instant().minus(Duration.ofDays(1)),
                                        URI.create("https://ca.test/why"),
                                        null));
        life.configure(TestLife.policy(NAME));

        life.run(Duration.ofDays(8));

        // One for the name, one because it is said to be revoked; the third rests for a tenth of
        // its life.
        assertThat(ca.ordered).hasSize(2);
    }

    @Test
    void ordersAgainWithoutReplacesWhenThePredecessorWasReplacedAlready() {
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofHours(1));
        ca.alreadyReplaced.add(CertId.of(life.latest().key().leaf()).orElseThrow().value());

        life.manager.renew(NAME, false);
        life.wake();
        life.run(Duration.ofMinutes(1));

        assertThat(ca.ordered).hasSize(2);
        assertThat(ca.ordered.getLast().replaces()).isNull();
        assertThat(status().failures()).isZero();
    }

    @Test
    void keepsServingAndRetriesByScheduleWhileTheAuthorityIsDown() {
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofDays(1));
        var first = life.latest();
        ca.fault =
                (_, _) -> {
                    throw FakeAuthority.unreachable();
                };

        life.runUntil(first.obtainedAt().plus(Duration.ofDays(60)));

        assertThat(status().state()).isEqualTo(State.FAILING);
        assertThat(errorCode()).isEqualTo("QG3031");
        assertThat(status().next().action()).isEqualTo("retry");
        assertThat(Duration.between(clock.instant(), nextAt()))
                .isLessThanOrEqualTo(Duration.ofMinutes(36));
        assertThat(life.withdrawn).isEmpty();
        ca.fault = (_, _) -> {};
        life.run(Duration.ofMinutes(40));
        assertThat(life.latest().generation()).isEqualTo(2);
        assertThat(status().state()).isEqualTo(State.OK);
    }

    @Test
    void alertsOncePerThresholdAndStopsServingAtExpiry() {
        ca.life = Duration.ofHours(1);
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofSeconds(10));
        ca.fault =
                (_, _) -> {
                    throw FakeAuthority.unreachable();
                };

        life.run(Duration.ofMinutes(50));
        restart();
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofMinutes(30));

        assertThat(life.alerts).extracting(LifeAlert::threshold).containsExactly(0.1, 0.05, 0.0);
        assertThat(life.withdrawn).hasSize(1);
        assertThat(status().state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void waitsExactlyAsLongAsTheAuthoritySaysAfterALimit() {
        Instant retryAt = clock.instant().plus(Duration.ofMinutes(47));
        ca.fault =
                (call, after) -> {
                    if (call.equals("newOrder") && clock.instant().isBefore(retryAt)) {
                        throw FakeAuthority.refused("rateLimited", 429, retryAt);
                    }
                };
        life.configure(TestLife.policy(NAME));

        life.run(Duration.ofMinutes(1));
        assertThat(nextAt()).isEqualTo(retryAt);
        int calls = ca.calls.size();
        life.runUntil(retryAt.minusMillis(1));
        assertThat(ca.calls).hasSize(calls);
        life.runUntil(retryAt.plus(Duration.ofMinutes(1)));

        assertThat(status().state()).isEqualTo(State.OK);
    }

    @Test
    void placesExactlyOneOrderWhenReloadsHappenWhileItIsInFlight() {
        var unrelated = TestLife.policy("other.example.com");
        ca.fault =
                (call, after) -> {
                    if (after
                            && (call.equals("newOrder")
                                    || call.equals("triggerChallenge")
                                    || call.equals("finalizeOrder"))) {
                        life.manager.configure(
                                LifecycleSettings.defaults(),
                                List.of(TestLife.policy(NAME), unrelated));
                    }
                };
        life.configure(TestLife.policy(NAME));

        life.run(Duration.ofHours(2));

        assertThat(ca.ordered.stream().filter(order -> order.names().contains(NAME))).hasSize(1);
        assertThat(ca.ordered).hasSize(2);
    }

    @Test
    void keepsButDoesNotRenewWhatIsNotConfiguredAnyMore() {
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofHours(1));
        String id = status().id();

        life.configure(TestLife.policy("other.example.com"));
        life.run(Duration.ofDays(80));

        assertThat(life.manager.status(id).orElseThrow().state()).isEqualTo(State.UNUSED);
        assertThat(ca.ordered.stream().filter(order -> order.names().contains(NAME))).hasSize(1);
    }

    @Test
    void replacesTheOldCertificateWhenTheListOfNamesChanges() {
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofHours(1));
        var first = life.latest();

        life.configure(TestLife.policy(NAME, "www.example.com"));
        life.run(Duration.ofHours(1));

        assertThat(ca.ordered.getLast().replaces())
                .isEqualTo(CertId.of(first.key().leaf()).orElseThrow());
        assertThat(life.latest().names()).contains("www.example.com");
    }

    @Test
    void ordersAgainAtOnceAfterAValidationThatHappenedWhileNobodyAnswered() {
        killDuringTheValidation();

        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofSeconds(5));

        assertThat(ca.ordered).hasSize(2);
        assertThat(status().state()).isEqualTo(State.OK);
        assertThat(status().failures()).isZero();
    }

    @Test
    void waitsAsTheScheduleSaysWhenThatHappensAgain() {
        killDuringTheValidation();
        killDuringTheValidation();

        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofMinutes(9));

        assertThat(ca.ordered).hasSize(2);
        assertThat(status().failures()).isEqualTo(2);
        life.run(Duration.ofMinutes(3));
        assertThat(ca.ordered).hasSize(3);
        assertThat(status().state()).isEqualTo(State.OK);
    }

    @Test
    void waitsAsTheScheduleSaysWhenItAskedForTheValidationItself() {
        ca.fault =
                (call, after) -> {
                    if (call.equals("triggerChallenge") && after) {
                        ca.failOpenOrders();
                    }
                };
        life.configure(TestLife.policy(NAME));

        life.run(Duration.ofSeconds(50));

        assertThat(ca.ordered).hasSize(1);
        assertThat(status().state()).isEqualTo(State.FAILING);
    }

    /** The authority is asked to look, and looks when the process is gone. */
    private void killDuringTheValidation() {
        ca.fault =
                (call, after) -> {
                    if (call.equals("triggerChallenge") && after) {
                        throw new SimulatedCrash();
                    }
                };
        life.configure(TestLife.policy(NAME));
        assertThatThrownBy(() -> life.run(Duration.ofMinutes(1)))
                .isInstanceOf(SimulatedCrash.class);
        ca.failOpenOrders();
        ca.fault = (_, _) -> {};
        restart();
    }

    @Test
    void turnsToTheNextIssuerAtOnceWhileThereIsNoCertificate() {
        ca.fault =
                (_, _) -> {
                    throw FakeAuthority.unreachable();
                };
        var other = Issuer.Acme.of("second", URI.create("https://second.test/directory"));
        life.configure(CertificatePolicy.of(List.of(NAME), List.of(TestLife.CA, other)));

        life.run(Duration.ofMinutes(5));

        assertThat(second.ordered).hasSize(1);
        assertThat(status().issuer().id()).isEqualTo("second");
        assertThat(ca.ordered).isEmpty();
    }

    @Test
    void placesNoOrderWhileAPersonIsNeededAndSaysSo() {
        ca.fault =
                (call, _) -> {
                    if (call.equals("newOrder")) {
                        throw FakeAuthority.refused("userActionRequired", 403, clock.instant());
                    }
                };
        life.configure(TestLife.policy(NAME));

        life.run(Duration.ofHours(20));

        assertThat(status().state()).isEqualTo(State.BLOCKED);
        assertThat(errorCode()).isEqualTo("QG3029");
        assertThat(ca.calls.stream().filter("directory"::equals)).hasSize(1);
    }

    @Test
    void answersAPersonWhoAsksDuringABackOffWithoutTryingUnlessForced() {
        ca.fault =
                (call, _) -> {
                    if (call.equals("newOrder")) {
                        throw FakeAuthority.refused("malformed", 400, clock.instant());
                    }
                };
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofMinutes(1));
        int calls = ca.calls.size();

        var gentle = life.manager.renew(NAME, false);
        life.wake();
        life.run(Duration.ofSeconds(1));
        assertThat(gentle).isCompletedWithValueMatching(status -> status.failures() == 1);
        assertThat(ca.calls).hasSize(calls);

        ca.fault = (_, _) -> {};
        var forced = life.manager.renew(NAME, true);
        life.wake();
        life.run(Duration.ofSeconds(1));
        assertThat(forced).isCompletedWithValueMatching(status -> status.state() == State.OK);
    }

    @Test
    void neverLetsShortLivedCertificatesLapse() {
        for (Duration length :
                List.of(Duration.ofHours(160), Duration.ofHours(1), Duration.ofMinutes(5))) {
            ca.life = length;
            life.configure(
                    TestLife.policy(length.toString().toLowerCase(Locale.ROOT) + ".example.com"));
            life.run(length.multipliedBy(6));
            assertThat(life.alerts).as("alerts at a life of " + length).isEmpty();
            assertThat(life.latest().generation()).isBetween(10, 16);
        }
        assertThat(life.withdrawn).isEmpty();
    }
}
