package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.RenewalPlan.RenewNow;
import dev.quaygate.acme.RenewalPlan.WaitUntil;
import dev.quaygate.acme.client.RenewalInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section by section: which rule decides, for lives of months, days, hours and minutes (C8, C9,
 * AF10, AF12).
 */
final class RenewalPlanTest {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final URI WHY = URI.create("https://ca.test/why");

    private static Life life(String length) {
        return new Life(START, START.plus(Duration.parse(length)));
    }

    private static RenewalPlan plan(
            Life life, @Nullable AriRecord ari, RenewalRule rule, boolean asked, Instant now) {
        return RenewalPlan.decide(
                new RenewalFacts("set", life, rule, ari, false, asked, false), now);
    }

    private static RenewalPlan plan(Life life, @Nullable AriRecord ari, Instant now) {
        return plan(life, ari, new RenewalRule.Auto(), false, now);
    }

    private static AriRecord window(Life life, double from, double to, @Nullable URI why) {
        var info = new RenewalInfo(life.at(from), life.at(to), why, null);
        return AriRecord.unknown(START).answered(info, START, life, new Random(7));
    }

    private static Instant chosen(AriRecord ari) {
        return requireNonNull(ari.window()).chosen();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P90D", "P45D", "PT160H", "PT1H", "PT5M"})
    void renewsAtAFractionOfTheLifeAndNeverLaterThanTheSafetyStops(String length) {
        Life life = life(length);
        double latest = life.isShort() ? 1 / 2.0 : 2 / 3.0;

        assertThat(plan(life, null, START))
                .isInstanceOfSatisfying(
                        WaitUntil.class,
                        wait -> {
                            assertThat(wait.reason()).isEqualTo(RenewalReason.LIFE);
                            assertThat(wait.instant())
                                    .isBetween(life.at(latest - 0.05), life.at(latest));
                            assertThat(plan(life, null, wait.instant().minusMillis(1)))
                                    .isEqualTo(wait);
                            assertThat(plan(life, null, wait.instant()))
                                    .isEqualTo(new RenewNow(RenewalReason.LIFE));
                        });
        AriRecord late = window(life, 0.97, 0.99, null);
        assertThat(plan(life, late, life.at(0.9)))
                .isEqualTo(new WaitUntil(life.atLeft(1 / 20.0), RenewalReason.EMERGENCY));
        assertThat(plan(life, late, life.atLeft(1 / 20.0)))
                .isEqualTo(new RenewNow(RenewalReason.EMERGENCY));
        assertThat(plan(life, late, life.atLeft(1 / 50.0)))
                .isEqualTo(new RenewNow(RenewalReason.IMMINENT));
    }

    @Test
    void followsTheWindowAndKeepsTheDrawnInstantWhileItIsTheSame() {
        Life life = life("P90D");
        AriRecord first = window(life, 0.3, 0.4, null);
        var same = new RenewalInfo(life.at(0.3), life.at(0.4), WHY, null);

        AriRecord again = first.answered(same, life.at(0.1), life, new Random(8));

        assertThat(chosen(again)).isEqualTo(chosen(first));
        assertThat(plan(life, again, life.at(0.2)))
                .isEqualTo(new WaitUntil(chosen(first), RenewalReason.ARI));
        assertThat(plan(life, again, chosen(first))).isEqualTo(new RenewNow(RenewalReason.ARI));
    }

    @Test
    void restsForATenthOfTheLifeUnlessTheWindowTellsOfARevocation() {
        Life life = life("P90D");
        Instant now = life.at(0.02);

        assertThat(plan(life, window(life, 0, 0.01, null), now))
                .isEqualTo(new WaitUntil(life.at(0.1), RenewalReason.ARI));
        assertThat(plan(life, window(life, 0, 0.01, WHY), now))
                .isEqualTo(new RenewNow(RenewalReason.REVOKED));
        var again =
                new RenewalFacts(
                        "set",
                        life,
                        new RenewalRule.Auto(),
                        window(life, 0, 0.01, WHY),
                        false,
                        false,
                        true);
        assertThat(RenewalPlan.decide(again, now)).isInstanceOf(WaitUntil.class);
        assertThat(plan(life, null, new RenewalRule.Auto(), true, now))
                .isEqualTo(new RenewNow(RenewalReason.ASKED));
    }

    @Test
    void fallsBackToTheLifeWhenTheWindowIsImpossibleOrUnconfirmedForTooLong() {
        Life life = life("P90D");
        var turned = new RenewalInfo(life.at(0.4), life.at(0.3), null, null);
        AriRecord none = AriRecord.unknown(START).answered(turned, START, life, new Random(1));
        AriRecord lost = window(life, 0.8, 0.9, null).failed(START.plusSeconds(60), life);

        assertThat(none.window()).isNull();
        assertThat(lost.usable(START.plus(Duration.ofHours(23)), life)).isNotNull();
        assertThat(lost.usable(START.plus(Duration.ofHours(25)), life)).isNull();
    }

    @Test
    void pollsWithinTheBoundsWhateverTheAuthorityAsksFor() {
        Life life = life("P90D");
        for (Duration wish :
                new Duration[] {
                    Duration.ofSeconds(1), Duration.ofHours(6), Duration.ofDays(3650)
                }) {
            var info = new RenewalInfo(life.at(0.6), life.at(0.7), null, START.plus(wish));
            Instant next =
                    AriRecord.unknown(START).answered(info, START, life, new Random(1)).nextCheck();
            assertThat(Duration.between(START, next))
                    .isBetween(Duration.ofMinutes(10), Duration.ofDays(1));
        }
        Life hour = life("PT1H");
        var info =
                new RenewalInfo(hour.at(0.4), hour.at(0.5), null, START.plus(Duration.ofHours(6)));
        Instant next =
                AriRecord.unknown(START).answered(info, START, hour, new Random(1)).nextCheck();
        assertThat(next).isEqualTo(START.plus(Duration.ofMinutes(6)));
    }

    @Test
    void takesTheOperatorsPointUnlessTheLifeIsEarlier() {
        Life life = life("P90D");

        assertThat(plan(life, window(life, 0.8, 0.9, null), new RenewalRule.At(0.3), false, START))
                .isEqualTo(new WaitUntil(life.at(0.3), RenewalReason.POLICY));
        assertThat(plan(life, null, new RenewalRule.At(0.99), false, START))
                .isInstanceOfSatisfying(
                        WaitUntil.class,
                        wait -> assertThat(wait.instant()).isBefore(life.at(0.67)));
    }

    private static RenewalRule.Window window(String from, Duration length, DayOfWeek... days) {
        return new RenewalRule.Window(
                Set.of(days), LocalTime.parse(from), length, ZoneId.of("Europe/Berlin"));
    }

    @Test
    void renewsInTheLastWindowBeforeTheLifeSaysSo() {
        Life life = life("P90D");
        var rule = window("02:00", Duration.ofHours(3), DayOfWeek.TUESDAY, DayOfWeek.FRIDAY);

        for (int i = 0; i < 500; i++) {
            var facts = new RenewalFacts("set-" + i, life, rule, null, false, false, false);
            assertThat(RenewalPlan.decide(facts, START))
                    .isInstanceOfSatisfying(
                            WaitUntil.class,
                            wait -> {
                                var local = wait.instant().atZone(ZoneId.of("Europe/Berlin"));
                                assertThat(local.getDayOfWeek())
                                        .isIn(DayOfWeek.TUESDAY, DayOfWeek.FRIDAY);
                                assertThat(local.toLocalTime())
                                        .isBetween(LocalTime.of(2, 0), LocalTime.of(5, 0));
                                assertThat(wait.instant())
                                        .isBetween(life.at(0.53), life.at(2 / 3.0));
                                assertThat(wait.reason()).isEqualTo(RenewalReason.POLICY);
                                assertThat(RenewalPlan.decide(facts, wait.instant()))
                                        .isEqualTo(new RenewNow(RenewalReason.POLICY));
                            });
        }
    }

    @Test
    void keepsToTheLifeWhereNoWindowComesInTime() {
        Life day = life("PT24H");

        assertThat(
                        plan(
                                day,
                                null,
                                window("23:00", Duration.ofHours(1), DayOfWeek.MONDAY),
                                false,
                                START))
                .isInstanceOfSatisfying(
                        WaitUntil.class,
                        wait -> assertThat(wait.reason()).isEqualTo(RenewalReason.LIFE));
        assertThat(
                        plan(
                                life("P90D"),
                                null,
                                window("23:00", Duration.ofHours(4), DayOfWeek.values()),
                                false,
                                START))
                .isInstanceOfSatisfying(
                        WaitUntil.class,
                        wait -> assertThat(wait.reason()).isEqualTo(RenewalReason.POLICY));
    }

    @Test
    void doesWhatItAnnouncesForAnyLifeAndWindow() {
        long seed = 20261124;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Life life =
                    new Life(
                            START,
                            START.plusMillis(
                                    1000 + (long) (random.nextDouble() * 200L * 24 * 3600 * 1000)));
            double from = random.nextDouble() * 2 - 0.5;
            AriRecord ari =
                    random.nextBoolean()
                            ? window(life, from, from + random.nextDouble(), null)
                            : null;
            Instant now = life.at(random.nextDouble());
            if (plan(life, ari, now) instanceof WaitUntil wait) {
                assertThat(wait.instant()).as("seed %d, round %d", seed, i).isAfter(now);
                assertThat(wait.instant()).isBeforeOrEqualTo(life.atLeft(1 / 20.0));
                assertThat(plan(life, ari, wait.instant())).isInstanceOf(RenewNow.class);
            }
        }
    }

    @Test
    void knowsNoRenewalTimeInDaysButTheLineBetweenLongAndShortLives() throws IOException {
        Pattern days = Pattern.compile("ofDays\\((\\d+)\\)");
        Path sources = Path.of("src/main/java/dev/quaygate/acme");
        for (String file :
                new String[] {
                    "RenewalPlan", "RenewalFacts", "Life", "LifeThresholds", "SetDecision"
                }) {
            Stream<String> figures =
                    days.matcher(Files.readString(sources.resolve(file + ".java")))
                            .results()
                            .map(match -> match.group(1));
            // SetDecision has the one day between two orders for damaged files, which is no renewal
            // time.
            assertThat(figures.toList()).as(file).isSubsetOf(file.equals("Life") ? "10" : "1");
        }
    }
}
