package dev.quaygate.acme.takeover;

import java.net.URI;
import java.security.KeyPair;
import org.jspecify.annotations.Nullable;

/**
 * An account that another program has at an authority. Its text form leaves the key out.
 *
 * @param source where it was found, for a person
 * @param directory ACME directory
 * @param url address of the account, null if that is not known
 * @param email contact, null if that is not known
 */
public record ForeignAccount(
        String source, URI directory, @Nullable URI url, @Nullable String email, KeyPair key) {
    @Override
    public String toString() {
        return "ForeignAccount[" + source + "]";
    }
}
