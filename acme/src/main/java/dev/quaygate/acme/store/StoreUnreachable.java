package dev.quaygate.acme.store;

import org.jspecify.annotations.Nullable;

/**
 * A shared store does not answer. A write may have happened all the same. Reads are answered from
 * the local copy, so only writers and holders of leases see this; it heals by itself.
 */
public final class StoreUnreachable extends StoreProblem {
    public StoreUnreachable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
