package dev.quaygate.workers.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.settings.Utilisation;
import dev.quaygate.workers.settings.Utilisation.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** W17, mode auto. */
final class ScalingRuleTest {
    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");

    private final ScalingRule rule = new ScalingRule(band(1, 6));

    @Test
    void itClimbsOneWorkerAMinuteToTheAdviceAndNoFurtherThanFits() {
        List<String> steps = new ArrayList<>();
        int workers = 2;

        for (int s = 0; s <= 300; s += 5) {
            var next = rule.next(new Advice(9, "full"), workers, 4, T0.plusSeconds(s));
            if (next.isPresent()) {
                workers = next.getAsInt();
                steps.add(s + ":" + workers);
            }
        }

        assertThat(steps).containsExactly("0:3", "60:4");
    }

    @Test
    void itFallsOneWorkerPerCooldownCountedFromTheLastStepUp() {
        List<String> steps = new ArrayList<>();
        int workers = rule.next(new Advice(4, "full"), 3, 9, T0).orElseThrow();

        for (int s = 5; s <= 1000; s += 5) {
            var next = rule.next(new Advice(1, "idle"), workers, 9, T0.plusSeconds(s));
            if (next.isPresent()) {
                workers = next.getAsInt();
                steps.add(s + ":" + workers);
            }
        }

        assertThat(steps).containsExactly("300:3", "600:2", "900:1");
    }

    @Test
    void itStaysWithinMinAndMax() {
        var narrow = new ScalingRule(band(2, 3));

        assertThat(narrow.next(new Advice(9, "full"), 3, 99, T0)).isEmpty();
        assertThat(narrow.next(new Advice(1, "idle"), 2, 99, T0)).isEmpty();
    }

    @Test
    void itComesDownWhereMemoryNoLongerAllowsWhatRuns() {
        assertThat(rule.next(new Advice(5, ""), 5, 3, T0)).hasValue(4);
    }

    @Test
    void itStaysWhereAdviceIsToStay() {
        assertThat(rule.next(new Advice(3, ""), 3, 9, T0)).isEmpty();
    }

    private static Utilisation band(int min, int max) {
        return new Utilisation(
                50, 90, Mode.AUTO, min, max, Duration.ofSeconds(60), Duration.ofMinutes(5), 80, 10);
    }
}
