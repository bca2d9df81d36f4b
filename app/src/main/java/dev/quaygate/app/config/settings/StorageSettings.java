package dev.quaygate.app.config.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where accounts, keys, certificates and revisions are kept.
 *
 * @param directory absolute directory, one node each; with {@code fleet} it holds the local copy
 * @param keepGenerations certificates kept per name set, at least 1
 * @param fleet the store shared with other machines, null for none
 */
public record StorageSettings(Path directory, int keepGenerations, @Nullable FleetSettings fleet) {
    public StorageSettings withDirectory(Path other) {
        return new StorageSettings(other, keepGenerations, fleet);
    }
}
