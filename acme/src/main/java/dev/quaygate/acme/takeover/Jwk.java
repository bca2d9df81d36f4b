package dev.quaygate.acme.takeover;

import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** Private keys as JSON Web Keys (RFC 7518 §6.2, §6.3). */
final class Jwk {
    private Jwk() {}

    static KeyPair keyPair(JsonObject jwk) throws GeneralSecurityException {
        return switch (jwk.text("kty")) {
            case "RSA" -> rsa(jwk);
            case "EC" -> ec(jwk);
            default -> throw new DamagedDocument("key type " + jwk.text("kty") + " is not known");
        };
    }

    private static KeyPair rsa(JsonObject jwk) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        BigInteger modulus = number(jwk, "n");
        BigInteger exponent = number(jwk, "e");
        return new KeyPair(
                factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
                factory.generatePrivate(
                        new RSAPrivateCrtKeySpec(
                                modulus,
                                exponent,
                                number(jwk, "d"),
                                number(jwk, "p"),
                                number(jwk, "q"),
                                number(jwk, "dp"),
                                number(jwk, "dq"),
                                number(jwk, "qi"))));
    }

    private static KeyPair ec(JsonObject jwk) throws GeneralSecurityException {
        String curve =
                switch (jwk.text("crv")) {
                    case "P-256" -> "secp256r1";
                    case "P-384" -> "secp384r1";
                    case "P-521" -> "secp521r1";
                    default -> throw new DamagedDocument("curve " + jwk.text("crv"));
                };
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve));
        ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
        KeyFactory factory = KeyFactory.getInstance("EC");
        var point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return new KeyPair(
                factory.generatePublic(new ECPublicKeySpec(point, spec)),
                factory.generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), spec)));
    }

    private static BigInteger number(JsonObject jwk, String name) {
        try {
            return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.text(name)));
        } catch (IllegalArgumentException e) {
            throw new DamagedDocument("member " + name + " is not base64url", e);
        }
    }
}
