package dev.quaygate.app.config.settings;

import java.nio.file.Path;

/**
 * Where accounts, keys, certificates and revisions are kept.
 *
 * @param directory absolute directory, one node each
 * @param keepGenerations certificates kept per name set, at least 1
 */
public record StorageSettings(Path directory, int keepGenerations) {}
