package dev.quaygate.acme.challenge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Dns01[name=" + name + "]";
    }
}
