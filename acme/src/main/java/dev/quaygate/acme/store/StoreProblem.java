package dev.quaygate.acme.store;

import org.jspecify.annotations.Nullable;

/**
 * The store cannot be read or written: full, read-only, wrong owner, or held by another process.
 * The message names the path and what to do. No order may be placed while this lasts.
 */
public sealed class StoreProblem extends RuntimeException permits StoreUnreachable {
    public StoreProblem(String message) {
        super(message);
    }

    public StoreProblem(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
