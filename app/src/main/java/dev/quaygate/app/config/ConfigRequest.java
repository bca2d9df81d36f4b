package dev.quaygate.app.config;

import dev.quaygate.app.config.source.SourceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to load.
 *
 * @param main path of the main file, as messages should call it
 * @param text content to take instead of the file's, or null; includes are still relative to {@code
 *     main}
 * @param environment variables for {@code ${NAME}}, {@code env:} and {@code cred:}
 * @param lastGood files of the configuration that serves; a broken drop-in keeps its version there
 */
public record ConfigRequest(
        Path main,
        @Nullable String text,
        Map<String, String> environment,
        List<SourceFile> lastGood) {
    public ConfigRequest {
        environment = Map.copyOf(environment);
        lastGood = List.copyOf(lastGood);
    }

    /** A file, at a cold start. */
    public static ConfigRequest of(Path main, Map<String, String> environment) {
        return new ConfigRequest(main, null, environment, List.of());
    }

    /** The same while {@code files} serve. */
    public ConfigRequest after(List<SourceFile> files) {
        return new ConfigRequest(main, text, environment, files);
    }

    /** The same with other content of the main file. */
    public ConfigRequest with(String content) {
        return new ConfigRequest(main, content, environment, lastGood);
    }
}
