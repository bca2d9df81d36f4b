package dev.quaygate.acme.client;

import java.util.Base64;

/**
 * Ties a new ACME account to one that a person holds at the authority (RFC 8555 §7.3.4). Its text
 * form hides the key.
 *
 * @param keyId name of the key as the authority gave it
 * @param macKey the HMAC key in base64url, as authorities hand it out
 */
public record ExternalAccountBinding(String keyId, String macKey) {
    public ExternalAccountBinding {
        if (keyId.isBlank()) {
            throw new IllegalArgumentException("eab.kid: must not be empty");
        }
        macKey = macKey.strip().replace('+', '-').replace('/', '_').replace("=", "");
        // The value is a secret: the message must not quote it.
        if (decodedLength(macKey) < 16) {
            throw new IllegalArgumentException(
                    "eab.key: not a base64url key of at least 16 bytes; copy it again from the CA");
        }
    }

    private static int decodedLength(String key) {
        try {
            return Base64.getUrlDecoder().decode(key).length;
        } catch (IllegalArgumentException _) {
            return 0;
        }
    }

    @Override
    public String toString() {
        return "ExternalAccountBinding[keyId=" + keyId + "]";
    }
}
