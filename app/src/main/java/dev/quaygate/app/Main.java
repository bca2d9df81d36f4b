package dev.quaygate.app;

import dev.quaygate.app.cli.Terminal;
import dev.quaygate.app.cli.Verbs;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.state.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs one verb and ends the process with its exit status. */
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        var verbs =
                new Verbs(
                        terminal,
                        (file, text, environment) -> serve(file, text, environment, terminal),
                        new StoreDoor(),
                        Version.text());
        int exit = verbs.run(arguments);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(exit);
    }

    private static int serve(
            Path file, @Nullable String text, Map<String, String> environment, Terminal terminal) {
        var request = new ConfigRequest(file, text, environment, List.of());
        return new Serving(request, environment, terminal.err()).run();
    }
}
