package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.observe.Cause;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointHealthTest {
    private static final Instant EARLY = Instant.ofEpochSecond(1);
    private static final Instant LATE = Instant.ofEpochSecond(2);

    private static final Map<String, EndpointHealth> STATES =
            Map.of(
                    "unknown", new EndpointHealth.Unknown(),
                    "healthy", new EndpointHealth.Healthy(),
                    "unhealthy", new EndpointHealth.Unhealthy(Cause.UPSTREAM_REFUSED, "old", EARLY),
                    "ejected", new EndpointHealth.Ejected(Cause.UPSTREAM_RESET, 100, EARLY),
                    "draining", new EndpointHealth.Draining(EARLY),
                    "maintenance", new EndpointHealth.Maintenance());

    private static final Map<String, HealthEvent> EVENTS =
            Map.of(
                    "rose", new HealthEvent.Rose(),
                    "fell", new HealthEvent.Fell(Cause.UPSTREAM_TIMEOUT, "new", LATE),
                    "failing", new HealthEvent.Failing(Cause.UPSTREAM_RESET, 200, LATE),
                    "soon", new HealthEvent.TimePassed(99),
                    "due", new HealthEvent.TimePassed(100),
                    "drain", new HealthEvent.Drain(LATE),
                    "maintain", new HealthEvent.Maintain(),
                    "resume", new HealthEvent.Resume(),
                    "checksOff", new HealthEvent.ChecksOff());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rose      | healthy   | healthy   | healthy   | ejected   | draining | maintenance
                    fell      | unhealthy | unhealthy | unhealthy | unhealthy | draining | maintenance
                    failing   | ejected   | ejected   | unhealthy | ejected   | draining | maintenance
                    soon      | unknown   | healthy   | unhealthy | ejected   | draining | maintenance
                    due       | unknown   | healthy   | unhealthy | unknown   | draining | maintenance
                    drain     | draining  | draining  | draining  | draining  | draining | draining
                    maintain  | maintenance | maintenance | maintenance | maintenance | maintenance | maintenance
                    resume    | unknown   | healthy   | unhealthy | ejected   | unknown  | unknown
                    checksOff | unknown   | unknown   | unknown   | ejected   | draining | maintenance
                    """)
    void movesAsTheTableSays(
            String event,
            String unknown,
            String healthy,
            String unhealthy,
            String ejected,
            String draining,
            String maintenance) {
        assertThat(after("unknown", event)).isEqualTo(unknown);
        assertThat(after("healthy", event)).isEqualTo(healthy);
        assertThat(after("unhealthy", event)).isEqualTo(unhealthy);
        assertThat(after("ejected", event)).isEqualTo(ejected);
        assertThat(after("draining", event)).isEqualTo(draining);
        assertThat(after("maintenance", event)).isEqualTo(maintenance);
    }

    @Test
    void keepsTheBeginOfAnOutageButTellsTheLatestFinding() {
        var unhealthy = state("unhealthy").after(event("fell"));

        assertThat(unhealthy)
                .isEqualTo(new EndpointHealth.Unhealthy(Cause.UPSTREAM_TIMEOUT, "new", EARLY));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown, true", "healthy, true", "unhealthy, false",
        "ejected, false", "draining, false", "maintenance, false"
    })
    void servesOnlyWhenUnknownOrHealthy(String state, boolean usable) {
        assertThat(state(state).usable(99)).isEqualTo(usable);
    }

    @Test
    void servesAgainWhenTheEjectionIsOver() {
        assertThat(state("ejected").usable(100)).isTrue();
    }

    private static String after(String state, String event) {
        return state(state).after(event(event)).word();
    }

    private static EndpointHealth state(String word) {
        return java.util.Objects.requireNonNull(STATES.get(word));
    }

    private static HealthEvent event(String word) {
        return java.util.Objects.requireNonNull(EVENTS.get(word));
    }
}
