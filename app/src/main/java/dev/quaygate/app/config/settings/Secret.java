package dev.quaygate.app.config.settings;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A secret and where it came from. The value leaves only through {@link #reveal()}; printing gives
 * the reference.
 */
public final class Secret {
    /** What stands in every output instead of a secret that was written in the file. */
    public static final String MASK = "•••";

    private final String reference;
    private final @Nullable Path file;
    private final @Nullable String value;

    /**
     * @param reference {@code env:NAME}, {@code file:/path}, {@code cred:NAME}, or {@link #MASK}
     * @param file the file behind the reference, or null
     * @param value null when the file does not exist yet
     */
    public Secret(String reference, @Nullable Path file, @Nullable String value) {
        this.reference = reference;
        this.file = file;
        this.value = value;
    }

    public String reference() {
        return reference;
    }

    /** The file behind a {@code file:} or {@code cred:} reference. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The secret itself; empty when its file does not exist yet. Never log it. */
    public Optional<String> reveal() {
        return Optional.ofNullable(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret
                && secret.reference.equals(reference)
                && Objects.equals(secret.value, value);
    }

    @Override
    public int hashCode() {
        return reference.hashCode();
    }

    @Override
    public String toString() {
        return reference;
    }
}
