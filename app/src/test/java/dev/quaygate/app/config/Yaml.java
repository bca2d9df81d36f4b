package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Format;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads text as if it were a file. */
final class Yaml {
    static final Path PATH = Path.of("/nonexistent/quaygate.yaml");

    private Yaml() {}

    static Loaded load(String text) {
        return load(text, Map.of());
    }

    static Loaded load(String text, Map<String, String> environment) {
        return ConfigLoader.load(new ConfigRequest(PATH, text, environment, List.of()));
    }

    static Configuration good(String text) {
        return good(load(text));
    }

    static Configuration good(Loaded loaded) {
        assertThat(loaded).as(text(loaded)).isInstanceOf(Loaded.Good.class);
        return ((Loaded.Good) loaded).configuration();
    }

    static List<Problem> bad(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Bad.class);
        return loaded.problems();
    }

    static String text(Loaded loaded) {
        return ProblemPrinter.print(Format.TEXT, loaded.problems(), Outcome.CHECKED, 100);
    }
}
