package dev.quaygate.acme.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Certificates and keys as PEM text (RFC 7468). Reads private keys as PKCS #8, PKCS #1 or SEC 1 and
 * writes PKCS #8. No message quotes the text it could not read.
 */
public final class Pem {
    private static final List<X9ECParameters> CURVES =
            List.of(CustomNamedCurves.getByName("P-256"), CustomNamedCurves.getByName("P-384"));
    private static final Base64.Encoder BASE64 =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    /** Writes certificates one after the other, in their order. */
    public static String of(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateException e) {
            throw new IllegalStateException("a parsed certificate has no encoding", e);
        }
        return text.toString();
    }

    /** Writes a private key as PKCS #8, unencrypted. */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", encoded(key));
    }

    private static byte[] encoded(Key key) {
        byte[] der = key.getEncoded();
        if (der == null) {
            throw new IllegalArgumentException("key: lives in a device and cannot be written");
        }
        return der;
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, BASE64.encodeToString(der), label);
    }

    /**
     * Reads all certificates of a text, in their order.
     *
     * @throws GeneralSecurityException when one cannot be read or there is none
     */
    public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
        List<X509Certificate> read =
                CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                        .map(Pem::x509)
                        .toList();
        if (read.isEmpty()) {
            throw new CertificateException("no certificate in the text");
        }
        return read;
    }

    private static X509Certificate x509(Certificate certificate) {
        return (X509Certificate) certificate; // what an X.509 factory makes
    }

    /**
     * Reads the first private key of a text and works out its public half.
     *
     * @throws GeneralSecurityException when there is none or it is encrypted or of another kind
     */
    public static KeyPair keyPair(String pem) throws GeneralSecurityException {
        PrivateKey key = privateKey(pem);
        return new KeyPair(publicHalf(key), key);
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                var converter = new JcaPEMKeyConverter();
                switch (block) {
                    case PrivateKeyInfo info -> {
                        return converter.getPrivateKey(info);
                    }
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    default -> {} // a certificate or EC parameters before the key
                }
            }
        } catch (IOException | RuntimeException _) {
            // The parser's message may quote a piece of the key, so it is not kept.
            throw new GeneralSecurityException("the text holds no readable private key");
        }
        throw new GeneralSecurityException("no unencrypted private key in the text");
    }

    private static PublicKey publicHalf(PrivateKey key) throws GeneralSecurityException {
        return switch (key) {
            case RSAPrivateCrtKey rsa ->
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            rsa.getModulus(), rsa.getPublicExponent()));
            case ECPrivateKey ec ->
                    KeyFactory.getInstance("EC")
                            .generatePublic(new ECPublicKeySpec(point(ec), ec.getParams()));
            default ->
                    throw new GeneralSecurityException(
                            "a " + key.getAlgorithm() + " key is neither RSA nor EC");
        };
    }

    private static ECPoint point(ECPrivateKey key) {
        return EC5Util.convertPoint(
                new FixedPointCombMultiplier()
                        .multiply(generator(key.getParams()), key.getS())
                        .normalize());
    }

    /** A shared point keeps its table of multiples, which takes longer to make than to use. */
    private static org.bouncycastle.math.ec.ECPoint generator(ECParameterSpec curve) {
        for (X9ECParameters known : CURVES) {
            if (known.getN().equals(curve.getOrder())) {
                return known.getG();
            }
        }
        return EC5Util.convertSpec(curve).getG();
    }
}
