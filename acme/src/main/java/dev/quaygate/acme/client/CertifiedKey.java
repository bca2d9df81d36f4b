package dev.quaygate.acme.client;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a TLS server needs to answer for a name. Its text form shows the subject and end of validity
 * only, never the key.
 *
 * @param chain leaf first, at least one certificate
 * @param privateKey the key of the leaf
 */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey privateKey) {
    public CertifiedKey {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("chain: must contain at least the leaf");
        }
    }

    /** The certificate that belongs to the key. */
    public X509Certificate leaf() {
        return chain.getFirst();
    }

    @Override
    public String toString() {
        return "CertifiedKey[serial="
                + leaf().getSerialNumber().toString(16)
                + ", notAfter="
                + leaf().getNotAfter().toInstant()
                + "]";
    }
}
