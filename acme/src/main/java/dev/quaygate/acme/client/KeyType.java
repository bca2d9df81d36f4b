package dev.quaygate.acme.client;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Kinds of certificate keys, by the words of the configuration ({@code p256}, {@code rsa2048} …).
 */
public enum KeyType {
    P256("secp256r1", 0),
    P384("secp384r1", 0),
    RSA2048("", 2048),
    RSA3072("", 3072),
    RSA4096("", 4096);

    private final String curve; // empty for RSA
    private final int bits; // 0 for curves

    KeyType(String curve, int bits) {
        this.curve = curve;
        this.bits = bits;
    }

    /**
     * Reads the configuration's word.
     *
     * @throws IllegalArgumentException with the list of words when it is none
     */
    public static KeyType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "keyType: '" + word + "' is not one of " + words()));
    }

    /** The kind of a public key; empty if it is none of these. */
    public static Optional<KeyType> of(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> ofBits(rsa.getModulus().bitLength());
            case ECKey ec -> ofOrder(ec.getParams().getOrder().bitLength());
            default -> Optional.empty();
        };
    }

    private static Optional<KeyType> ofBits(int length) {
        return Arrays.stream(values()).filter(type -> type.bits == length).findFirst();
    }

    private static Optional<KeyType> ofOrder(int length) {
        return switch (length) {
            case 256 -> Optional.of(P256);
            case 384 -> Optional.of(P384);
            default -> Optional.empty();
        };
    }

    private static String words() {
        return Arrays.stream(values()).map(KeyType::word).collect(Collectors.joining(", "));
    }

    /** Whether it is RSA; the others are points of elliptic curves. */
    public boolean isRsa() {
        return curve.isEmpty();
    }

    /** The configuration's word for this kind. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A fresh key pair; an RSA key of 4096 bits can take seconds. */
    public KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance(curve.isEmpty() ? "RSA" : "EC");
            if (curve.isEmpty()) {
                generator.initialize(bits);
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("this Java cannot make " + word() + " keys", e);
        }
    }

    /**
     * JCA name of the signature that goes with a key.
     *
     * @throws IllegalArgumentException when the key is neither RSA nor of P-256 or P-384
     */
    public static String signatureFor(PrivateKey key) {
        return switch (key) {
            case RSAKey _ -> "SHA256withRSA";
            case ECKey ec when ec.getParams().getOrder().bitLength() == 256 -> "SHA256withECDSA";
            case ECKey ec when ec.getParams().getOrder().bitLength() == 384 -> "SHA384withECDSA";
            default ->
                    throw new IllegalArgumentException(
                            "key: a " + key.getAlgorithm() + " key is none of " + words());
        };
    }
}
