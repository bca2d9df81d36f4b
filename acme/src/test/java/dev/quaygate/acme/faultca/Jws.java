package dev.quaygate.acme.faultca;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signed request body (RFC 7515, flattened JSON), taken apart and not yet believed.
 *
 * @param input what was signed
 */
record Jws(JsonObject header, byte[] payload, byte[] signature, String input) {
    static Jws parse(JsonObject json) throws CaProblem {
        Strict.only(json, List.of("protected", "payload", "signature"), "JWS");
        try {
            String header = json.text("protected");
            String payload = json.text("payload");
            return new Jws(
                    JsonObject.parse(decode(header)),
                    decode(payload),
                    decode(json.text("signature")),
                    header + "." + payload);
        } catch (IllegalArgumentException | DamagedDocument e) {
            throw CaProblem.malformed("no JWS: " + e.getMessage());
        }
    }

    /** Believes it if the key made the signature. */
    void verify(PublicKey key) throws CaProblem {
        String algorithm =
                switch (header.text("alg")) {
                    case "ES256" -> "SHA256withECDSAinP1363Format";
                    case "ES384" -> "SHA384withECDSAinP1363Format";
                    case "RS256" -> "SHA256withRSA";
                    default -> throw CaProblem.of(400, "badSignatureAlgorithm", header.text("alg"));
                };
        try {
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(input.getBytes(UTF_8));
            if (!verifier.verify(signature)) {
                throw CaProblem.malformed("the signature is wrong");
            }
        } catch (GeneralSecurityException e) {
            throw CaProblem.malformed("the signature cannot be checked");
        }
    }

    void verifyMac(String key) throws CaProblem {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(decode(key), "HmacSHA256"));
            if (!java.security.MessageDigest.isEqual(
                    mac.doFinal(input.getBytes(UTF_8)), signature)) {
                throw CaProblem.of(403, "unauthorized", "the external account binding is wrong");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonObject json() throws CaProblem {
        try {
            return JsonObject.parse(payload);
        } catch (DamagedDocument e) {
            throw CaProblem.malformed("the payload is no JSON object");
        }
    }

    static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
