package dev.quaygate.app.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What surrounds a call of the program.
 *
 * @param out data
 * @param err everything else
 * @param environment variables
 * @param directory where it was called
 */
public record Terminal(
        PrintStream out, PrintStream err, Map<String, String> environment, Path directory) {
    public Terminal {
        environment = Map.copyOf(environment);
    }

    /** The real one. Text is UTF-8 whatever the locale says. */
    public static Terminal ofProcess() {
        return new Terminal(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.getenv(),
                Path.of(""));
    }
}
