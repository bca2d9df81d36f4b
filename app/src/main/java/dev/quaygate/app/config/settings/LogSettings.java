package dev.quaygate.app.config.settings;

/**
 * The log of the program itself. The access log is part of the proxy settings.
 *
 * @param level lowest level that is written
 * @param format how a line looks
 */
public record LogSettings(Level level, Format format) {
    /** Lowest level that is written. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How a line looks. */
    public enum Format {
        /** Text on a terminal, else JSON. */
        AUTO,
        TEXT,
        JSON
    }
}
