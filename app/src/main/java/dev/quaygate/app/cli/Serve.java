package dev.quaygate.app.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves in the foreground. The verbs know no more of the server, so that most never load it. */
@FunctionalInterface
public interface Serve {
    /**
     * Serves until a signal ends it.
     *
     * @param file configuration file
     * @param text its content if it is not to be read, else null
     * @return exit status
     */
    int serve(Path file, @Nullable String text, Map<String, String> environment);
}
