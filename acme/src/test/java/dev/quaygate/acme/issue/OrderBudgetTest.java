package dev.quaygate.acme.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.issue.BudgetLimit.Scope;
import dev.quaygate.acme.issue.OrderWish.Charge;
import dev.quaygate.acme.issue.OrderWish.Priority;
import dev.quaygate.acme.issue.OrderWish.Rank;
import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.KillPoints;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Admission of orders by the limits of an authority: C16. */
final class OrderBudgetTest {
    private static final Instant NOW = Instant.parse("2026-11-17T14:20:00Z");
    private static final CaFacts FACTS =
            CaPreset.facts(URI.create("https://acme-v02.api.letsencrypt.org/directory"));

    @TempDir private Path directory;
    private FileStore store;
    private OrderBudget budget;

    @BeforeEach
    void start() {
        store = CrashingDisk.open(directory, KillPoints.none());
        budget = new OrderBudget(store);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private void restart() {
        stop();
        start();
    }

    private static OrderWish wish(String set, Charge charge, Rank rank, String... names) {
        return new OrderWish(
                set, "ca", "default", FACTS, List.of(names), charge, new Priority(rank, 0));
    }

    private static OrderWish missing(String name) {
        return wish(name, Charge.ALL, Rank.MISSING, name);
    }

    private boolean take(OrderWish wish, Instant at) {
        return budget.take(wish, false, at).isOpen(at);
    }

    @Test
    void refusesTheThirdCertificateForAnExactSetAndSaysWhenTheNextMayFollow() {
        var wish = missing("shop.example.com");
        assertThat(take(wish, NOW)).isTrue();
        assertThat(take(wish, NOW.plusSeconds(60))).isTrue();

        OrderSlot third = budget.take(wish, false, NOW.plusSeconds(120));

        assertThat(third.scope()).isEqualTo(Scope.SET);
        assertThat(third.at()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThat(third.why())
                .isEqualTo(
                        "would be the 3rd automatic certificate for this exact set in 7 days;"
                                + " next slot about Tue 24 Nov 14:20 UTC; force: `quaygate certs"
                                + " renew shop.example.com --force`");
    }

    @Test
    void letsAPersonForceTheThirdAndLeavesTheLastTwoAlone() {
        var wish = missing("shop.example.com");
        assertThat(take(wish, NOW)).isTrue();
        assertThat(take(wish, NOW)).isTrue();

        assertThat(budget.take(wish, true, NOW).isOpen(NOW)).isTrue();
        assertThat(budget.take(wish, true, NOW).isOpen(NOW)).isFalse();
    }

    @Test
    void takesFromAllLimitsOrFromNone() {
        for (int i = 0; i < 45; i++) {
            assertThat(take(missing("n" + i + ".example.com"), NOW)).isTrue();
        }
        var wish = wish("both", Charge.ALL, Rank.MISSING, "x.example.com", "x.example.org");

        OrderSlot slot = budget.take(wish, false, NOW);

        assertThat(slot.scope()).isEqualTo(Scope.DOMAIN);
        assertThat(slot.why()).startsWith("all 45 certificates for example.com in 7 days are used");
        assertThat(budget.usage(missing("y.example.org"), NOW))
                .filteredOn(usage -> usage.scope() == Scope.DOMAIN)
                .singleElement()
                .satisfies(usage -> assertThat(usage.used()).isZero());
    }

    @Test
    void countsOverARestart() {
        take(missing("a.example.com"), NOW);
        take(missing("a.example.com"), NOW);

        restart();

        assertThat(take(missing("a.example.com"), NOW.plusSeconds(1))).isFalse();
    }

    @Test
    void countsNothingForAReplacementAndOnlyTheSetForARenewal() {
        for (int i = 0; i < 100; i++) {
            assertThat(take(wish("a", Charge.NOTHING, Rank.DUE, "a.example.com"), NOW)).isTrue();
        }
        take(wish("a", Charge.SET, Rank.DUE, "a.example.com"), NOW);

        assertThat(budget.usage(missing("a.example.com"), NOW))
                .extracting(usage -> usage.scope().word() + " " + usage.used())
                .contains("orders 0", "domain 0", "set 1");
    }

    @Test
    void queuesByUrgencyAndAnnouncesEachTurn() {
        for (int i = 0; i < 45; i++) {
            take(missing("n" + i + ".example.com"), NOW.plusSeconds(i));
        }
        Instant later = NOW.plusSeconds(100);
        Instant firstTurn = NOW.plus(Duration.ofDays(7));

        OrderSlot missing = budget.slot(missing("slow.example.com"), later);
        assertThat(missing.at()).isEqualTo(firstTurn);
        OrderSlot wanted =
                budget.slot(wish("wanted", Charge.ALL, Rank.WANTED, "wanted.example.com"), later);

        assertThat(wanted.at()).isEqualTo(firstTurn);
        assertThat(budget.slot(missing("slow.example.com"), later).at())
                .isEqualTo(firstTurn.plusSeconds(1));
        assertThat(budget.waiting(later))
                .extracting(entry -> entry.getKey().set())
                .containsExactly("wanted", "slow.example.com");
        // Not even a free token goes to the one behind.
        assertThat(take(missing("slow.example.com"), firstTurn)).isFalse();
        assertThat(take(wish("wanted", Charge.ALL, Rank.WANTED, "wanted.example.com"), firstTurn))
                .isTrue();
    }

    @Test
    void spreadsManyNamesOverTheAccountsWindow() {
        Instant last = NOW;
        for (int i = 0; i < 600; i++) {
            OrderSlot slot = budget.slot(missing("n" + i + ".site" + i + ".com"), NOW);
            if (slot.isOpen(NOW)) {
                assertThat(take(missing("n" + i + ".site" + i + ".com"), NOW)).isTrue();
            }
            last = slot.at();
        }

        assertThat(last).isEqualTo(NOW.plus(Duration.ofHours(6)));
        assertThat(budget.waiting(NOW)).hasSize(600 - 270);
    }

    @Test
    void holdsEveryoneOfTheAccountBackWhenTheAuthoritySaysSo() {
        Instant until = NOW.plusSeconds(600);
        budget.refused(missing("a.example.com"), Scope.ORDERS, until, NOW);

        assertThat(budget.slot(missing("b.example.org"), NOW).at()).isEqualTo(until);
        assertThat(budget.slot(wish("r", Charge.NOTHING, Rank.DUE, "r.example.org"), NOW).at())
                .isEqualTo(until);
        restart();
        assertThat(budget.slot(missing("b.example.org"), NOW).at()).isEqualTo(until);
    }

    @Test
    void stopsANameAfterThreeFailedValidationsInAnHour() {
        var wish = wish("a", Charge.ALL, Rank.MISSING, "a.example.com", "b.example.com");
        for (int i = 0; i < 3; i++) {
            budget.failed(wish, List.of("b.example.com"), NOW.plusSeconds(i));
        }

        OrderSlot slot = budget.slot(wish, NOW.plusSeconds(9));

        assertThat(slot.scope()).isEqualTo(Scope.FAILURES);
        assertThat(slot.at()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(slot.why()).contains("b.example.com");
        // Others of the same domain and account go on meanwhile.
        assertThat(take(missing("a.example.com"), NOW.plusSeconds(9))).isTrue();
    }

    @Test
    void knowsNoLimitsOfAnUnknownAuthority() {
        var wish =
                new OrderWish(
                        "s",
                        "ca",
                        "default",
                        CaFacts.UNKNOWN,
                        List.of("a.example.com"),
                        Charge.ALL,
                        new Priority(Rank.MISSING, 0));
        for (int i = 0; i < 1_000; i++) {
            assertThat(take(wish, NOW)).isTrue();
        }
    }
}
