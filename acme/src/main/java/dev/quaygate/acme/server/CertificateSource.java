package dev.quaygate.acme.server;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** The authority behind the server. Any thread. */
public interface CertificateSource {
    /** Whether a name, in canonical spelling, can be had at all. */
    boolean allows(String name);

    /**
     * Issues for names that were proved and a key that the client has.
     *
     * @return chain as it is to be sent, leaf first
     * @throws IOException if the authority's own keys cannot be read or written
     */
    List<X509Certificate> certify(List<String> names, PublicKey key) throws IOException;
}
