package dev.quaygate.workers.resources;

import static dev.quaygate.workers.resources.Apps.GIB;
import static dev.quaygate.workers.resources.Apps.app;
import static dev.quaygate.workers.resources.Apps.cgroup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.settings.Utilisation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** W12. */
final class MemoryFitTest {
    @Test
    void ofFourWorkersOf1GiBTwoFitInto3GiBAndTheReasonIsGiven() {
        var fit = MemoryFit.of(List.of(app("shop", 4, GIB)), cgroup(3), Map.of());

        Fit shop = fit.of("shop").orElseThrow();
        assertThat(shop.wanted()).isEqualTo(4);
        assertThat(shop.fits()).isEqualTo(2);
        assertThat(shop.most()).isEqualTo(2);
        assertThat(shop.tooFew()).isTrue();
        assertThat(shop.why())
                .isEqualTo(
                        "4 workers of 1 GiB need 4 GiB; 80 % of the cgroup limit 3 GiB is 2.4 GiB:"
                                + " 2 fit; lower memory, raise the limit, or set overcommit: true");
    }

    @Test
    void whatFitsNeedsNoReason() {
        Fit shop = one(MemoryFit.of(List.of(app("shop", 4, GIB)), cgroup(24), Map.of()));

        assertThat(shop).isEqualTo(new Fit("shop", 4, 4, 19, false, ""));
    }

    @Test
    void overcommitStartsAllAndSaysSo() {
        var settings = app("shop", 4, GIB, true, Utilisation.DEFAULT);

        Fit shop = one(MemoryFit.of(List.of(settings), cgroup(3), Map.of()));

        assertThat(shop.fits()).isEqualTo(4);
        assertThat(shop.tooFew()).isFalse();
        assertThat(shop.why()).endsWith("2 fit, all start because of overcommit: true");
    }

    @Test
    void aWorkerLargerThanTheMachineStartsOnceAllTheSame() {
        Fit shop = one(MemoryFit.of(List.of(app("shop", 2, 4 * GIB)), cgroup(3), Map.of()));

        assertThat(shop.fits()).isEqualTo(1);
        assertThat(shop.tooFew()).isTrue();
        assertThat(shop.why()).contains("none fits, one starts all the same");
    }

    @Test
    void withoutLimitAndMeasurementAllStartAndTheFirstIsMeasured() {
        Fit shop = one(MemoryFit.of(List.of(app("shop", 4, 0)), cgroup(3), Map.of()));

        assertThat(shop.fits()).isEqualTo(4);
        assertThat(shop.tooFew()).isFalse();
        assertThat(shop.why()).contains("the first one is measured");
    }

    @Test
    void withoutLimitTheMeasuredWorkerCounts() {
        Fit shop = one(MemoryFit.of(List.of(app("shop", 4, 0)), cgroup(3), Map.of("shop", GIB)));

        assertThat(shop.fits()).isEqualTo(2);
        assertThat(shop.why())
                .startsWith("4 workers of 1 GiB (measured) need 4 GiB")
                .contains("ask for fewer workers");
    }

    @Test
    void aLimitCountsEvenIfLessWasMeasured() {
        var measured = Map.of("shop", GIB / 4);

        Fit shop = one(MemoryFit.of(List.of(app("shop", 4, GIB)), cgroup(3), measured));

        assertThat(shop.fits()).isEqualTo(2);
    }

    @Test
    void autoIsOnePerProcessorAsFarAsTheyFitAndNoAlarm() {
        Fit few = one(MemoryFit.of(List.of(app("shop", 0, GIB)), cgroup(3), Map.of()));
        Fit many = one(MemoryFit.of(List.of(app("shop", 0, GIB)), cgroup(24), Map.of()));

        assertThat(few.wanted()).isEqualTo(2);
        assertThat(few.fits()).isEqualTo(2);
        assertThat(few.tooFew()).isFalse();
        assertThat(few.why()).startsWith("8 workers (auto) of 1 GiB need 8 GiB");
        assertThat(many).isEqualTo(new Fit("shop", 8, 8, 19, false, ""));
    }

    @Test
    void autoInHalfAProcessorAnd300MBIsOne() {
        var small = new Machine(0.5, 300_000_000, 300_000_000, "cgroup limit 286.1 MiB");

        Fit shop = one(MemoryFit.of(List.of(app("shop", 0, 0)), small, Map.of()));

        assertThat(shop.fits()).isEqualTo(1);
    }

    @Test
    void autoStaysBetweenMinAndMaxOfTheBand() {
        var low = app("a", 0, 0, false, band(1, 3));
        var high = app("b", 0, 0, false, band(12, 0));

        var fit = MemoryFit.of(List.of(low, high), cgroup(24), Map.of());

        assertThat(fit.of("a").orElseThrow().fits()).isEqualTo(3);
        assertThat(fit.of("b").orElseThrow().fits()).isEqualTo(12);
    }

    @Test
    void appsTakeTurnsInTheOrderOfTheSettings() {
        var apps = List.of(app("a", 9, GIB), app("b", 9, GIB), app("c", 1, GIB));

        var fit = MemoryFit.of(apps, cgroup(8), Map.of()); // 6.4 GiB to give

        assertThat(fit.all()).extracting(Fit::fits).containsExactly(3, 2, 1);
        assertThat(fit.of("b").orElseThrow().why())
                .contains("is 6.4 GiB, of which other apps have 4 GiB: 2 fit");
        assertThat(fit.of("c").orElseThrow().why()).isEmpty();
        assertThat(fit.of("c").orElseThrow().most()).isEqualTo(1);
    }

    @Test
    void aSmallAppGoesOnWhereALargeOneDoesNotFitAnyMore() {
        var apps = List.of(app("large", 4, 2 * GIB), app("small", 4, GIB / 2));

        var fit = MemoryFit.of(apps, cgroup(5), Map.of()); // 4 GiB to give

        assertThat(fit.all()).extracting(Fit::fits).containsExactly(1, 4);
    }

    @Test
    void noAppIsLeftWithoutAWorker() {
        var apps = List.of(app("a", 2, 2 * GIB), app("b", 2, 2 * GIB));

        var fit = MemoryFit.of(apps, cgroup(2), Map.of());

        assertThat(fit.all()).extracting(Fit::fits).containsExactly(1, 1);
        assertThat(fit.all()).allMatch(Fit::tooFew);
    }

    @Test
    void overcommittedWorkersCountForTheOthers() {
        var greedy = app("greedy", 3, GIB, true, Utilisation.DEFAULT);

        var fit = MemoryFit.of(List.of(app("a", 3, GIB), greedy), cgroup(5), Map.of());

        assertThat(fit.all()).extracting(Fit::fits).containsExactly(1, 3);
    }

    @Test
    void anotherNumberCanBeAskedFor() {
        Demand asked = Demand.of(app("shop", 2, GIB), 8, 0).wanting(6);

        Fit shop = one(MemoryFit.of(List.of(asked), cgroup(5)));

        assertThat(shop.wanted()).isEqualTo(6);
        assertThat(shop.fits()).isEqualTo(4);
    }

    private static Fit one(MemoryFit fit) {
        return fit.of("shop").orElseThrow();
    }

    private static Utilisation band(int min, int max) {
        return new Utilisation(
                50,
                90,
                Utilisation.Mode.AUTO,
                min,
                max,
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                80,
                0);
    }
}
