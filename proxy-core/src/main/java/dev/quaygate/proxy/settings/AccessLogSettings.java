package dev.quaygate.proxy.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The access log.
 *
 * @param target where lines go
 * @param file the file when {@code target} is FILE, else null
 * @param format how a line looks
 * @param redact names of fields and query parameters whose values are never written, lower case
 */
public record AccessLogSettings(
        Target target, @Nullable Path file, Format format, List<String> redact) {
    /** Where lines go. */
    public enum Target {
        OFF,
        STDOUT,
        FILE
    }

    /** How a line looks. */
    public enum Format {
        JSON,
        /** One readable line for a terminal. */
        TEXT
    }

    public static final AccessLogSettings OFF =
            new AccessLogSettings(Target.OFF, null, Format.JSON, List.of());

    public AccessLogSettings {
        redact = redact.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }
}
