package dev.quaygate.app;

import dev.quaygate.app.cli.ExitCode;
import dev.quaygate.workers.Home;
import dev.quaygate.workers.settings.AppSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where apps keep their sockets and their state. Two processes with different stores never share
 * sockets: only the one with the system's store has the plain name.
 */
final class AppHome {
    private static final Path RUN = Path.of("/run/quaygate");
    private static final Path STORE = Path.of("/var/lib/quaygate");

    /** sun_path of unix(7) has 108 bytes, the last of them zero. */
    private static final int LONGEST = 107;

    private AppHome() {}

    static Home of(Path storage, Map<String, String> environment) {
        return new Home(run(storage, environment), storage.resolve("apps"));
    }

    private static Path run(Path storage, Map<String, String> environment) {
        String folder =
                storage.equals(STORE)
                        ? "apps"
                        : "apps-" + Integer.toHexString(storage.toString().hashCode());
        if (isOurs(RUN)) {
            return RUN.resolve(folder);
        }
        String own = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return own.startsWith("/") && Files.isWritable(Path.of(own))
                ? Path.of(own).resolve("quaygate", folder)
                : storage.resolve("run");
    }

    private static boolean isOurs(Path directory) {
        Path there = Files.exists(directory) ? directory : directory.getParent();
        return there != null && Files.isWritable(there);
    }

    /**
     * Refuses apps whose sockets would have too long a path.
     *
     * @throws StartupProblem naming the first of them
     */
    static void check(Home home, List<AppSettings> apps) throws StartupProblem {
        for (AppSettings app : apps) {
            Path socket = home.run().resolve(app.name()).resolve("1000.sock");
            int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
            if (app.listen() == AppSettings.Listen.SOCKET && length > LONGEST) {
                throw new StartupProblem(
                        "QG1014",
                        ExitCode.CONFIGURATION,
                        "app "
                                + app.name()
                                + ": sockets such as "
                                + socket
                                + " would have "
                                + length
                                + " bytes and may have "
                                + LONGEST
                                + "; choose a shorter name or storage directory, or listen: port",
                        null);
            }
        }
    }
}
