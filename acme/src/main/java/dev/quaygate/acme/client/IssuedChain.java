package dev.quaygate.acme.client;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate chain as received, leaf first.
 *
 * @param certificates leaf and intermediates in the authority's order
 * @param alternates addresses of other chains for the same leaf
 */
public record IssuedChain(List<X509Certificate> certificates, List<URI> alternates) {
    public IssuedChain {
        certificates = List.copyOf(certificates);
        alternates = List.copyOf(alternates);
    }
}
