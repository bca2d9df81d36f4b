package dev.quaygate.proxy.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server proves its name with.
 *
 * @param chain leaf first
 * @param key the leaf's private key
 */
record Credential(List<X509Certificate> chain, PrivateKey key) {
    Credential {
        chain = List.copyOf(chain);
    }

    /** Clients take RSA and elliptic curves apart by their signature algorithms. */
    boolean isRsa() {
        return "RSA".equals(key.getAlgorithm());
    }
}
