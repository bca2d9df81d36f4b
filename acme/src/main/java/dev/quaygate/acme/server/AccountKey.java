package dev.quaygate.acme.server;

import dev.quaygate.acme.client.Sha256;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * Public key of an account: RSA of 2048 to 4096 bits with RS256, P-256 with ES256 or P-384 with
 * ES384 (RFC 7518).
 *
 * @param jwk its canonical JSON (RFC 7638 §3.2)
 * @param algorithm the only {@code alg} that is accepted with it
 */
record AccountKey(String jwk, String algorithm, PublicKey key) {
    private static final int FEWEST_BITS = 2048;
    private static final int MOST_BITS = 4096;

    static AccountKey of(JsonObject jwk) throws ServerProblem {
        try {
            return switch (jwk.text("kty")) {
                case "RSA" -> rsa(jwk.text("n"), jwk.text("e"));
                case "EC" -> curve(jwk.text("crv"), jwk.text("x"), jwk.text("y"));
                default -> throw unusable();
            };
        } catch (DamagedDocument | GeneralSecurityException | IllegalArgumentException _) {
            throw unusable();
        }
    }

    private static AccountKey rsa(String n, String e)
            throws ServerProblem, GeneralSecurityException {
        BigInteger modulus = number(n);
        BigInteger exponent = number(e);
        int bits = modulus.bitLength();
        if (bits < FEWEST_BITS || bits > MOST_BITS || exponent.bitLength() > 32) {
            throw unusable();
        }
        PublicKey key =
                KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(modulus, exponent));
        return new AccountKey(
                "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}".formatted(e, n), "RS256", key);
    }

    private static AccountKey curve(String name, String x, String y)
            throws ServerProblem, GeneralSecurityException {
        String algorithm =
                switch (name) {
                    case "P-256" -> "ES256";
                    case "P-384" -> "ES384";
                    default -> throw unusable();
                };
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(name.equals("P-256") ? "secp256r1" : "secp384r1"));
        PublicKey key =
                KeyFactory.getInstance("EC")
                        .generatePublic(
                                new ECPublicKeySpec(
                                        new ECPoint(number(x), number(y)),
                                        parameters.getParameterSpec(ECParameterSpec.class)));
        return new AccountKey(
                "{\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(name, x, y),
                algorithm,
                key);
    }

    private static BigInteger number(String base64url) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64url));
    }

    /** Name of the account and part of each key authorization (RFC 7638, RFC 8555 §8.1). */
    String thumbprint() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(jwk));
    }

    boolean verifies(byte[] content, byte[] signature) {
        try {
            var verifier =
                    Signature.getInstance(
                            switch (algorithm) {
                                case "ES256" -> "SHA256withECDSAinP1363Format";
                                case "ES384" -> "SHA384withECDSAinP1363Format";
                                default -> "SHA256withRSA";
                            });
            verifier.initVerify(key);
            verifier.update(content);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            return false; // a key off its curve, a signature of another length
        }
    }

    private static ServerProblem unusable() {
        return ServerProblem.of(
                400,
                "badPublicKey",
                "an account key is RSA of 2048 to 4096 bits, P-256 or P-384, as a JWK");
    }
}
