package dev.quaygate.acme.store;

import org.jspecify.annotations.Nullable;

/**
 * A shared store does not answer, or does not let us in any more. A write may have happened all the
 * same. Reads are answered from the local copy, so only writers and holders of leases see this; it
 * heals by itself.
 */
public final class StoreUnreachable extends StoreProblem {
    public StoreUnreachable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether it answered and did not let us in: a person has to change something. */
    boolean isRefusal() {
        return getCause() instanceof EtcdSilence silence && silence.isRefusal();
    }
}
