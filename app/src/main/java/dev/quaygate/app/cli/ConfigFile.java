package dev.quaygate.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which configuration file is meant when none is named. */
final class ConfigFile {
    private static final String NAME = "quaygate.yaml";

    private ConfigFile() {}

    /**
     * The file by flag, then environment, then the first that exists: here, in the user's
     * configuration folder, in {@code /etc/quaygate}.
     */
    static Path find(@Nullable Path flag, Terminal terminal) throws Failure {
        if (flag != null) {
            return flag;
        }
        String variable = terminal.environment().get("QUAYGATE_CONFIG");
        if (variable != null && !variable.isBlank()) {
            return Path.of(variable);
        }
        List<Path> places = places(terminal.environment());
        for (Path place : places) {
            if (Files.exists(terminal.directory().resolve(place))) {
                return place;
            }
        }
        throw new Failure(
                ExitCode.CONFIGURATION,
                "error[QG1002]: no configuration file; looked for "
                        + places.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + ". Write one, name it with -c, or try `quaygate proxy HOST PORT`");
    }

    private static List<Path> places(Map<String, String> environment) {
        var places = new ArrayList<Path>();
        places.add(Path.of(NAME));
        String xdg = environment.get("XDG_CONFIG_HOME");
        String home = environment.get("HOME");
        if (xdg != null && xdg.startsWith("/")) {
            places.add(Path.of(xdg, "quaygate", NAME));
        } else if (home != null && home.startsWith("/")) {
            places.add(Path.of(home, ".config", "quaygate", NAME));
        }
        places.add(Path.of("/etc/quaygate", NAME));
        return places;
    }
}
