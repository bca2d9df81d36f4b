package dev.quaygate.workers;

import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.Probe;
import dev.quaygate.workers.settings.RestartPolicy;
import dev.quaygate.workers.settings.Utilisation;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stands for an app whose workers still run, but that no settings name any more. */
final class ForgottenApp {
    private ForgottenApp() {}

    /**
     * Apps that have workers in their ledgers, whether these live or not; empty if there is no
     * state yet.
     */
    static List<String> in(Path state) {
        var names = new ArrayList<String>();
        try (var directories = Files.newDirectoryStream(state, Files::isDirectory)) {
            for (Path directory : directories) {
                if (!WorkerLedger.open(directory).entries().isEmpty()) {
                    names.add(directory.getFileName().toString());
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            return List.copyOf(names);
        }
        return List.copyOf(names);
    }

    static AppSettings named(String name) {
        return new AppSettings(
                name,
                Command.exec(List.of("/bin/false")),
                1,
                AppSettings.Listen.SOCKET,
                AppSettings.Ports.DEFAULT,
                Path.of("/"),
                AppSettings.Identity.DEFAULT,
                Map.of(),
                List.of(),
                null,
                List.of(),
                Probe.Ready.DEFAULT,
                null,
                RestartPolicy.DEFAULT,
                MemoryLimits.NONE,
                AppSettings.Recycle.OFF,
                AppSettings.Rolling.DEFAULT,
                AppSettings.Stop.DEFAULT,
                List.of(),
                Utilisation.DEFAULT,
                AppSettings.Logs.DEFAULT,
                null);
    }
}
