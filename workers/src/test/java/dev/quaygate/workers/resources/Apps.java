package dev.quaygate.workers.resources;

import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.Probe;
import dev.quaygate.workers.settings.RestartPolicy;
import dev.quaygate.workers.settings.Utilisation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Settings of apps of which only the resources matter. */
final class Apps {
    static final long GIB = 1L << 30;

    private Apps() {}

    /**
     * @param workers 0 = auto
     * @param hardBytes 0 = none
     */
    static AppSettings app(String name, int workers, long hardBytes) {
        return app(name, workers, hardBytes, false, Utilisation.DEFAULT);
    }

    static AppSettings app(
            String name, int workers, long hardBytes, boolean overcommit, Utilisation band) {
        return new AppSettings(
                name,
                Command.exec(List.of("./serve")),
                workers,
                AppSettings.Listen.SOCKET,
                AppSettings.Ports.DEFAULT,
                Path.of("/srv"),
                AppSettings.Identity.DEFAULT,
                Map.of(),
                List.of(),
                null,
                List.of(),
                Probe.Ready.DEFAULT,
                new Probe.Health(
                        new Probe.Connect(), Duration.ofSeconds(5), Duration.ofSeconds(2), 3),
                RestartPolicy.DEFAULT,
                new MemoryLimits(hardBytes, 90, MemoryLimits.Measure.PSS, overcommit),
                AppSettings.Recycle.OFF,
                AppSettings.Rolling.DEFAULT,
                AppSettings.Stop.DEFAULT,
                List.of(),
                band,
                AppSettings.Logs.DEFAULT,
                null);
    }

    static Machine cgroup(int gibibytes) {
        return new Machine(
                8, gibibytes * GIB, gibibytes * GIB, "cgroup limit " + gibibytes + " GiB");
    }
}
