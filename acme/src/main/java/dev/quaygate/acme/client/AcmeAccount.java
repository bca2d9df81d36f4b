package dev.quaygate.acme.client;

import java.net.URI;
import java.security.KeyPair;

/**
 * An account as a request needs it. Its text form shows the address only, never the key.
 *
 * @param url address given by the authority, the {@code kid} of every signed request
 * @param key the account key
 */
public record AcmeAccount(URI url, KeyPair key) {
    @Override
    public String toString() {
        return "AcmeAccount[url=" + url + "]";
    }
}
