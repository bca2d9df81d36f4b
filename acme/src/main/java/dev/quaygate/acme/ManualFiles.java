package dev.quaygate.acme;

import java.nio.file.Path;

/**
 * A certificate that the user brings.
 *
 * @param certificate PEM file with the chain, leaf first
 * @param key PEM file with the private key
 */
public record ManualFiles(Path certificate, Path key) {
    /** Name in status and timeline: the path of the certificate file. */
    public String id() {
        return certificate.toString();
    }
}
