package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.MemoryLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many workers of an app fit, and what becomes of those that grow or wear: virtual time. */
final class AppMemoryTest extends OneShop {
    @Test
    void startsOnlyAsManyAsMemoryAllows() throws IOException {
        shop.workers = 4;
        VirtualApp app = new VirtualApp(state, shop);
        app.fit = new Fit("shop", 4, 2, 2, true, "4 of 1 GiB do not fit");

        app.seconds(5);

        assertThat(app.running()).containsExactly(1, 2);
        assertThat(app.status().fitting()).isEqualTo(2);
        assertThat(app.status().fit()).isEqualTo("QG7004 4 of 1 GiB do not fit");
        assertThat(app.status().state()).isEqualTo("ready");
    }

    @Test
    void knowsTheSizeOfAWorkerSomeSecondsAfterItIsReady() throws IOException {
        VirtualApp app = started(Duration.ofSeconds(3));
        app.memory.put(1, 70 * VirtualApp.MIB);
        app.seconds(3);
        assertThat(app.measured).isZero();

        app.seconds(12);

        assertThat(app.measured).isEqualTo(70 * VirtualApp.MIB);
    }

    @Test
    void replacesFatWorkersOneAtATimeAndNeverServesWithFewer() throws IOException {
        shop.memory = new MemoryLimits(100 * VirtualApp.MIB, 90, MemoryLimits.Measure.PSS, false);
        VirtualApp app = ready(3);
        List.of(1, 2, 3).forEach(n -> app.memory.put(n, 95 * VirtualApp.MIB));

        app.seconds(60);

        assertThat(app.events.count("worker.recycle")).isGreaterThanOrEqualTo(3);
        assertThat(app.signals).startsWith("TERM 1", "TERM 2", "TERM 3");
        assertThat(app.mostAlive).isEqualTo(4);
        List<Integer> counts = app.traffic.counts();
        assertThat(counts.subList(counts.lastIndexOf(0) + 1, counts.size()))
                .allMatch(count -> count >= 3);
        assertThat(app.status().workers())
                .allSatisfy(it -> assertThat(it.lastExit()).contains("soft memory"));
    }

    @Test
    void killsAWorkerAboveItsHardLimit() throws IOException {
        shop.memory = new MemoryLimits(100 * VirtualApp.MIB, 0, MemoryLimits.Measure.PSS, false);
        VirtualApp app = ready(2);

        app.memory.put(1, 101 * VirtualApp.MIB);
        app.seconds(6);

        assertThat(app.signals).contains("KILL 1");
        assertThat(app.events.all).anyMatch(line -> line.contains("code=QG7006"));
        assertThat(app.running()).containsExactly(1, 2);
        assertThat(app.status().restartReasons())
                .containsExactly(Map.entry(RestartReason.HARD_MEMORY, 1L));
    }

    @Test
    void saysThatTheKernelEndedAWorkerForItsMemory() throws IOException {
        VirtualApp app = ready(2);

        app.crash(1, "hard memory");
        app.run(Duration.ofMillis(500));

        assertThat(app.events.all)
                .anyMatch(line -> line.contains("worker.exited") && line.contains("code=QG7006"));
        assertThat(app.status().why()).contains("hard memory");
        assertThat(app.status().restartReasons())
                .containsExactly(Map.entry(RestartReason.HARD_MEMORY, 1L));
    }

    @Test
    void recyclesWornWorkersNeverTwoAtOnceAndNotAllAtTheSameTime() throws IOException {
        shop.recycle = new AppSettings.Recycle(0, Duration.ofMinutes(10), 20);
        VirtualApp app = ready(4);

        app.run(Duration.ofMinutes(7));
        assertThat(app.events.count("worker.recycle")).isZero();
        app.run(Duration.ofMinutes(6));

        assertThat(app.events.count("worker.recycle")).isEqualTo(4);
        assertThat(app.mostAlive).isEqualTo(5);
        long spread = Duration.between(app.launches.get(4), app.launches.getLast()).toSeconds();
        assertThat(spread).isGreaterThan(20);
    }
}
