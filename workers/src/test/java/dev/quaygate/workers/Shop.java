package dev.quaygate.workers;

import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.Probe;
import dev.quaygate.workers.settings.RestartPolicy;
import dev.quaygate.workers.settings.Utilisation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An app to be changed piece by piece. */
final class Shop {
    String name = "shop";
    Command command = Command.exec(List.of("./serve"));
    int workers = 2;
    AppSettings.Listen listen = AppSettings.Listen.SOCKET;
    AppSettings.Ports ports = AppSettings.Ports.DEFAULT;
    Path cwd = Path.of("/");
    AppSettings.Identity identity = AppSettings.Identity.DEFAULT;
    Map<String, String> env = Map.of();
    List<Path> envFiles = List.of();
    @Nullable String release;
    List<PrestartStep> prestart = List.of();
    Probe.Ready ready = Probe.Ready.DEFAULT;
    Probe.Health health =
            new Probe.Health(new Probe.Connect(), Duration.ofHours(1), Duration.ofSeconds(1), 3);
    RestartPolicy restart = RestartPolicy.DEFAULT;
    MemoryLimits memory = MemoryLimits.NONE;
    AppSettings.Recycle recycle = AppSettings.Recycle.OFF;
    AppSettings.Rolling rolling = AppSettings.Rolling.DEFAULT;
    AppSettings.Stop stop =
            new AppSettings.Stop("TERM", Duration.ofSeconds(2), Duration.ofSeconds(5));
    List<String> after = List.of();
    Utilisation utilisation = Utilisation.DEFAULT;
    @Nullable Duration idleStop;

    AppSettings settings() {
        return new AppSettings(
                name,
                command,
                workers,
                listen,
                ports,
                cwd,
                identity,
                env,
                envFiles,
                release,
                prestart,
                ready,
                health,
                restart,
                memory,
                recycle,
                rolling,
                stop,
                after,
                utilisation,
                AppSettings.Logs.DEFAULT,
                idleStop);
    }

    /** Tried again after milliseconds, so that tests with real processes need not wait. */
    Shop hasty() {
        restart =
                new RestartPolicy(
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        2,
                        0,
                        Duration.ofSeconds(60),
                        3);
        ready = new Probe.Ready(new Probe.Connect(), Duration.ofMillis(50), Duration.ofSeconds(20));
        return this;
    }
}
