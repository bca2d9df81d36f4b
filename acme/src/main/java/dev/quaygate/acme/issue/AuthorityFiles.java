package dev.quaygate.acme.issue;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the internal authority keeps its keys and certificates: a few small PEM texts by name. They
 * hold private keys, so nobody else may read them.
 */
public interface AuthorityFiles {
    /** The bytes last put under a name, empty when there are none. */
    Optional<byte[]> get(String name) throws IOException;

    /** Keeps bytes under a name, whole or not at all, and over a crash once this returns. */
    void put(String name, byte[] bytes) throws IOException;

    /**
     * Does work that no other node of a fleet may do at the same time.
     *
     * @throws IOException when it is not our turn within a few seconds, or the work fails
     */
    default <T> T alone(Work<T> work) throws IOException {
        return work.run();
    }

    /** What is done while nobody else does it. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }
}
