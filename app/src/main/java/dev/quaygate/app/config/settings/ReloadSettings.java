package dev.quaygate.app.config.settings;

import java.time.Duration;

/**
 * How changed files are taken over.
 *
 * @param watch whether files are watched
 * @param settle quiet time before a changed file is read
 * @param dropIns what a broken drop-in does
 */
public record ReloadSettings(boolean watch, Duration settle, DropIns dropIns) {
    /** What a broken drop-in does. */
    public enum DropIns {
        /** It harms only itself. */
        ISOLATE,
        /** It refuses everything. */
        STRICT
    }
}
