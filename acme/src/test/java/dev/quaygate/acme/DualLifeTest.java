package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.issue.CaFacts;
import dev.quaygate.acme.issue.CaPreset;
import dev.quaygate.acme.issue.Issuer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two sets of one name list, one for each kind of key: T4, C27. */
final class DualLifeTest extends OneStoreLife {
    private static final String NAME = "shop.example.com";
    private static final CaFacts LIMITS =
            CaPreset.facts(URI.create("https://acme-v02.api.letsencrypt.org/directory"))
                    .withStaging(null);
    private static final Issuer.Acme CA = TestLife.CA.with(LIMITS);

    private static CertificatePolicy policy(KeyType keyType) {
        CertificatePolicy usual = CertificatePolicy.of(List.of(NAME), List.of(CA));
        return new CertificatePolicy(
                usual.names(),
                usual.issuers(),
                null,
                keyType,
                false,
                usual.challenges(),
                usual.renew(),
                null);
    }

    private void configure(KeyType... keyTypes) {
        life.configure(
                Stream.of(keyTypes).map(DualLifeTest::policy).toArray(CertificatePolicy[]::new));
    }

    private CertificateStatus status(KeyType keyType) {
        return life.manager.status(policy(keyType).id()).orElseThrow();
    }

    private static String serial(CertificateStatus status) {
        return requireNonNull(status.certificate()).serial();
    }

    @Test
    void eachHalfHasItsOwnOrderStateAndCertificate() {
        configure(KeyType.P256, KeyType.RSA2048);

        life.run(Duration.ofHours(1));

        assertThat(ca.ordered).hasSize(2).allMatch(order -> order.names().equals(List.of(NAME)));
        assertThat(life.manager.statuses(NAME))
                .extracting(CertificateStatus::keyType)
                .containsExactly("p256", "rsa2048");
        assertThat(life.manager.statuses(NAME)).allMatch(one -> one.state() == State.OK);
        assertThat(life.manager.statuses(policy(KeyType.RSA2048).id())).hasSize(1);
        assertThat(life.published).allMatch(ManagedCertificate::wanted);
        assertThat(life.published)
                .extracting(one -> one.key().privateKey().getAlgorithm())
                .containsExactlyInAnyOrder("EC", "RSA");
    }

    @Test
    void renewsOneHalfAloneAndNamesItsOwnPredecessor() {
        configure(KeyType.P256, KeyType.RSA2048);
        life.run(Duration.ofHours(1));
        String untouched = serial(status(KeyType.P256));
        String before = serial(status(KeyType.RSA2048));

        var renewal = life.manager.renew(policy(KeyType.RSA2048).id(), false);
        life.wake();
        life.run(Duration.ofMinutes(1));

        assertThat(serial(renewal.join())).isNotEqualTo(before);
        assertThat(serial(status(KeyType.P256))).isEqualTo(untouched);
        assertThat(life.published).hasSize(3);
    }

    @Test
    void theHalvesNeverOrderAtTheSameTimeAndAnAskedOneGetsItsTurn() {
        configure(KeyType.P256, KeyType.RSA2048);
        life.run(Duration.ofHours(1));
        var renewals =
                Stream.of(KeyType.P256, KeyType.RSA2048)
                        .map(type -> life.manager.renew(policy(type).id(), false))
                        .toList();
        ca.fault =
                (call, after) -> {
                    if (call.equals("newOrder") && after && ca.ordered.size() == 3) {
                        life.manager.inOrder().stream()
                                .filter(set -> set.state().running() == null)
                                .forEach(life::turn);
                        assertThat(ca.ordered).as("the other half waits").hasSize(3);
                        assertThat(renewals).noneMatch(CompletableFuture::isDone);
                    }
                };
        life.wake();
        life.run(Duration.ofMinutes(1));

        assertThat(ca.ordered).hasSize(4);
        assertThat(renewals)
                .allMatch(one -> requireNonNull(one.join().certificate()).generation() == 2);
    }

    @Test
    void bothHalvesCountForTheirNamesAndAThirdOrderHasItsDate() {
        configure(KeyType.P256, KeyType.RSA2048);
        life.run(Duration.ofHours(1));
        assertThat(life.manager.statuses()).allMatch(one -> one.state() == State.OK);
        ca.replaceable = false; // an order without its predecessor counts

        var renewal = life.manager.renew(policy(KeyType.RSA2048).id(), false);
        life.wake();
        life.run(Duration.ofMinutes(1));

        assertThat(ca.ordered).hasSize(2);
        CertificateStatus held = renewal.join();
        assertThat(held.state()).isEqualTo(State.QUEUED);
        assertThat(held.next().why())
                .contains("would be the 3rd automatic certificate for this exact set in 7 days");
        assertThat(requireNonNull(held.next().at()))
                .isBefore(clock.instant().plus(Duration.ofDays(7)));
        assertThat(life.manager.statuses(NAME)).allMatch(CertificateStatus::serving);
    }

    @Test
    void whatIsLeftOverOfADualNameIsToldFromWhatIsWanted() {
        configure(KeyType.P256, KeyType.RSA2048);
        life.run(Duration.ofHours(1));
        life.published.clear();

        configure(KeyType.P256);

        assertThat(life.published)
                .extracting(one -> one.key().privateKey().getAlgorithm() + " " + one.wanted())
                .containsExactly("RSA false", "EC true");
        assertThat(life.manager.statuses(NAME)).hasSize(1);
    }

    @Test
    void twoNewHalvesReplaceOneOldHalfEach() {
        configure(KeyType.P256, KeyType.RSA2048);
        life.run(Duration.ofHours(1));

        configure(KeyType.P384, KeyType.RSA3072);
        life.wake();
        life.run(Duration.ofHours(1));

        assertThat(ca.ordered).hasSize(4);
        var replaced =
                ca.ordered.stream()
                        .skip(2)
                        .map(order -> order.replaces())
                        .filter(Objects::nonNull)
                        .distinct();
        assertThat(replaced).hasSize(2);
    }

    @Test
    void bothHalvesAreKeptUntilOneIsNotWantedAnyMore() {
        configure(KeyType.P256, KeyType.RSA2048);
        life.run(Duration.ofHours(1));
        assertThat(KeptCertificate.find(store, NAME))
                .extracting(KeptCertificate::keyType)
                .containsExactlyInAnyOrder(KeyType.P256, KeyType.RSA2048);

        configure(KeyType.P256);
        life.run(Duration.ofHours(1));
        assertThat(KeptCertificate.find(store, NAME))
                .extracting(KeptCertificate::keyType)
                .containsExactly(KeyType.P256);
        assertThat(KeptCertificate.find(store, policy(KeyType.RSA2048).id())).hasSize(1);
    }

    @Test
    void whoTakesOneHalfKeepsOthersFromBoth() {
        try (OrderLease held = OrderLease.take(store, "b", List.of("a")).orElseThrow()) {
            assertThat(held.own().set()).isEqualTo("b");
            assertThat(OrderLease.take(store, "a", List.of("b"))).isEmpty();
            assertThat(OrderLease.take(store, "a", List.of())).isEmpty();
        }
        try (OrderLease held = OrderLease.take(store, "c", List.of()).orElseThrow()) {
            assertThat(held.own().held()).isTrue();
            assertThat(OrderLease.take(store, "a", List.of("c"))).isEmpty();
            try (OrderLease free = OrderLease.take(store, "a", List.of()).orElseThrow()) {
                assertThat(free.own().held()).as("nothing stayed of the try before").isTrue();
            }
        }
    }
}
