package dev.quaygate.acme.challenge;

import dev.quaygate.acme.client.Sha256;
import java.util.Base64;

/**
 * A TXT record at {@code _acme-challenge.NAME} (RFC 8555 §8.4). Its text form leaves out the key
 * authorization.
 *
 * @param name DNS name, for a wildcard the name behind {@code *.}
 * @param keyAuthorization token and thumbprint of the account key
 */
public record Dns01(String name, String keyAuthorization) implements Challenge {
    /** Word of RFC 8555 for this challenge. */
    public static final String TYPE = "dns-01";

    private static final String LABEL = "_acme-challenge.";

    /** Name that the authority asks for; aliases there are followed. */
    public static String recordName(String name) {
        return LABEL + name;
    }

    /** Text of the record: the hash of the key authorization. */
    public String value() {
        byte[] hash = Sha256.of(keyAuthorization);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    @Override
    public String toString() {
        return "Dns01[name=" + name + "]";
    }
}
