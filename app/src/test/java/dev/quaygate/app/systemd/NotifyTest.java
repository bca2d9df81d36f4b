package dev.quaygate.app.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** W1, H16: the words of sd_notify(3), and when they are said. */
class NotifyTest {
    private final EmbeddedChannel time = new EmbeddedChannel();
    private final List<String> sent = new ArrayList<>();

    @BeforeEach
    void freeze() {
        time.freezeTime();
    }

    @Test
    void readyCarriesOneLineOfStatus() {
        notify(Duration.ZERO).ready("3 routes\nneeds attention:\n  x\n");

        assertThat(sent).containsExactly("READY=1\nSTATUS=3 routes; needs attention:; x");
    }

    @Test
    void reloadNamesItsMomentSoThatItCannotBeTakenForAnEarlierOne() {
        notify(Duration.ZERO).reloading();

        assertThat(sent).containsExactly("RELOADING=1\nMONOTONIC_USEC=4711");
    }

    @Test
    void signsOfLifeComeAtHalfOfTheAllowedSilence() {
        notify(Duration.ofSeconds(30)).watch(_ -> true);

        pass(Duration.ofSeconds(61));

        assertThat(sent).hasSize(5).containsOnly("WATCHDOG=1");
    }

    @Test
    void noSignOfLifeWhileSomethingStandsStill() {
        var alive = new AtomicBoolean(true);
        var asked = new ArrayList<Duration>();
        notify(Duration.ofSeconds(30))
                .watch(age -> {
                    asked.add(age);
                    return alive.get();
                });
        pass(Duration.ofSeconds(1));
        sent.clear();

        alive.set(false);
        pass(Duration.ofSeconds(60));

        assertThat(sent).isEmpty();
        assertThat(asked).hasSize(5).containsOnly(Duration.ofSeconds(15));
    }

    @Test
    void noSignOfLifeIfNobodyWatches() {
        notify(Duration.ZERO).watch(_ -> true);

        pass(Duration.ofMinutes(5));

        assertThat(sent).isEmpty();
    }

    @Test
    void aLongDrainAsksForMoreTimeUntilItIsOver() {
        var notify = notify(Duration.ZERO);

        notify.stopping("draining");
        pass(Duration.ofSeconds(11));

        assertThat(sent.getFirst()).isEqualTo("STOPPING=1\nSTATUS=draining");
        assertThat(sent.subList(1, sent.size()))
                .hasSize(3)
                .containsOnly("EXTEND_TIMEOUT_USEC=15000000");
        notify.close();
        sent.clear();
        pass(Duration.ofSeconds(30));
        assertThat(sent).isEmpty();
    }

    @Test
    void saysNothingWithoutAServiceManager() {
        try (var notify = Notify.of(Map.of())) {
            notify.ready("x");
            notify.reloading();
            notify.watch(_ -> true);
            notify.stopping("x");

            assertThat(notify.isWanted()).isFalse();
        }
    }

    @Test
    void watchdogOfAnotherProcessIsNotOurs() {
        assertThat(Notify.watchdog(Map.of("WATCHDOG_USEC", "30000000"), 7)).hasSeconds(30);
        assertThat(Notify.watchdog(Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", "7"), 7))
                .hasMillis(1);
        assertThat(Notify.watchdog(Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", "8"), 7))
                .isZero();
        assertThat(Notify.watchdog(Map.of("WATCHDOG_USEC", "soon"), 7)).isZero();
        assertThat(Notify.watchdog(Map.of(), 7)).isZero();
    }

    private Notify notify(Duration watchdog) {
        return new Notify(
                new Notify.Link(sent::add, time.eventLoop(), () -> 4711, watchdog, () -> {}));
    }

    private void pass(Duration span) {
        time.advanceTimeBy(span.toNanos(), TimeUnit.NANOSECONDS);
        time.runScheduledPendingTasks();
    }
}
