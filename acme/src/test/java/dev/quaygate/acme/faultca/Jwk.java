package dev.quaygate.acme.faultca;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.store.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** Public keys as JSON (RFC 7517) and their thumbprints (RFC 7638). */
final class Jwk {
    private Jwk() {}

    static PublicKey parse(JsonObject jwk) throws CaProblem {
        try {
            if (jwk.text("kty").equals("RSA")) {
                var spec = new RSAPublicKeySpec(number(jwk.text("n")), number(jwk.text("e")));
                return KeyFactory.getInstance("RSA").generatePublic(spec);
            }
            var parameters = AlgorithmParameters.getInstance("EC");
            String curve = jwk.text("crv").equals("P-384") ? "secp384r1" : "secp256r1";
            parameters.init(new ECGenParameterSpec(curve));
            var point = new ECPoint(number(jwk.text("x")), number(jwk.text("y")));
            return KeyFactory.getInstance("EC")
                    .generatePublic(
                            new ECPublicKeySpec(
                                    point, parameters.getParameterSpec(ECParameterSpec.class)));
        } catch (GeneralSecurityException e) {
            throw CaProblem.of(400, "badPublicKey", String.valueOf(e.getMessage()));
        }
    }

    static String thumbprint(PublicKey key) {
        String json =
                switch (key) {
                    case ECPublicKey ec -> {
                        int size = ec.getParams().getCurve().getField().getFieldSize();
                        yield "{\"crv\":\"P-%d\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                                .formatted(
                                        size,
                                        text(ec.getW().getAffineX(), size / 8),
                                        text(ec.getW().getAffineY(), size / 8));
                    }
                    case RSAPublicKey rsa ->
                            "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}"
                                    .formatted(
                                            text(rsa.getPublicExponent(), 0),
                                            text(rsa.getModulus(), 0));
                    default -> throw new IllegalArgumentException(key.getAlgorithm());
                };
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(json.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static BigInteger number(String text) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }

    private static String text(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        if (bytes[0] == 0) {
            bytes = Arrays.copyOfRange(bytes, 1, bytes.length);
        }
        byte[] padded = new byte[Math.max(length, bytes.length)];
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        return base64(padded);
    }
}
