package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.CertifiedKey;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;

/** Signs server certificates of the internal authority. */
@FunctionalInterface
public interface InternalSigner {
    /**
     * Issues a certificate for these names and this key.
     *
     * @throws IOException if the authority's own keys cannot be read or written
     * @throws IllegalArgumentException if a name is not an internal one
     */
    CertifiedKey sign(List<String> names, KeyPair key, Duration life) throws IOException;
}
