package dev.quaygate.acme.server;

import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signed request in flattened JSON form (RFC 7515 §7.2.2, RFC 8555 §6.2); not yet verified.
 *
 * @param header the protected header
 * @param payload empty for POST-as-GET
 */
record Jws(JsonObject header, byte[] payload, byte[] signed, byte[] signature) {
    static Jws parse(byte[] body) throws ServerProblem {
        try {
            return of(JsonObject.parse(body));
        } catch (DamagedDocument | IllegalArgumentException _) {
            throw ServerProblem.malformed("the body is not a JWS in flattened JSON form");
        }
    }

    static Jws of(JsonObject document) throws ServerProblem {
        if (document.has("header") || document.has("signatures")) {
            throw ServerProblem.malformed("unprotected headers and several signatures are refused");
        }
        String header = document.text("protected");
        String payload = document.text("payload");
        return new Jws(
                JsonObject.parse(Base64.getUrlDecoder().decode(header)),
                Base64.getUrlDecoder().decode(payload),
                (header + "." + payload).getBytes(StandardCharsets.US_ASCII),
                Base64.getUrlDecoder().decode(document.text("signature")));
    }

    Optional<String> text(String name) throws ServerProblem {
        try {
            return Optional.ofNullable(header.textOrNull(name));
        } catch (DamagedDocument _) {
            throw ServerProblem.malformed("the header field '" + name + "' is not a text");
        }
    }

    /** The payload as an object; empty texts are empty objects. */
    JsonObject object() throws ServerProblem {
        try {
            return payload.length == 0 ? new JsonObject() : JsonObject.parse(payload);
        } catch (DamagedDocument _) {
            throw ServerProblem.malformed("the payload is not a JSON object");
        }
    }

    Optional<JsonObject> jwk() throws ServerProblem {
        try {
            return header.has("jwk") ? Optional.of(header.object("jwk")) : Optional.empty();
        } catch (DamagedDocument _) {
            throw ServerProblem.malformed("jwk is not an object");
        }
    }

    void requireSignedBy(AccountKey key) throws ServerProblem {
        if (!text("alg").orElse("").equals(key.algorithm())) {
            throw ServerProblem.of(
                    400, "badSignatureAlgorithm", "this key signs with " + key.algorithm());
        }
        if (!key.verifies(signed, signature)) {
            throw ServerProblem.malformed("the signature does not verify");
        }
    }

    /** Whether a shared key made this (HS256). */
    boolean isMacOf(byte[] key) throws ServerProblem {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return text("alg").orElse("").equals("HS256")
                    && MessageDigest.isEqual(mac.doFinal(signed), signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }
}
