package dev.quaygate.acme.challenge;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.SubjectNames;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A handshake on port 443 with ALPN {@code acme-tls/1} and a self-made certificate (RFC 8737; RFC
 * 8738 for IP addresses). Its text form leaves out the key authorization.
 *
 * @param name DNS name or IP address
 * @param keyAuthorization token and thumbprint of the account key
 */
public record TlsAlpn01(String name, String keyAuthorization) implements Challenge {
    /** Word of RFC 8737 for this challenge. */
    public static final String TYPE = "tls-alpn-01";

    /** The only application protocol of the handshake. */
    public static final String ALPN = "acme-tls/1";

    private static final ASN1ObjectIdentifier ACME_IDENTIFIER =
            new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");
    private static final Duration LIFE = Duration.ofDays(7);

    /** Server name the authority will send: the name, or the reverse name of an address. */
    public String serverName() {
        return SubjectNames.isAddress(name) ? reverseName(name) : name;
    }

    /**
     * Makes the certificate to answer with: a fresh P-256 key, the name as its only SAN, and the
     * critical extension with the hash of the key authorization.
     *
     * @param now present time, the middle of the certificate's life
     */
    public CertifiedKey certificate(Instant now) {
        KeyPair key = KeyType.P256.generate();
        try {
            var signer =
                    new JcaContentSignerBuilder(KeyType.signatureFor(key.getPrivate()))
                            .build(key.getPrivate());
            var certificate =
                    new JcaX509CertificateConverter()
                            .getCertificate(builder(key, now).build(signer));
            return new CertifiedKey(List.of(certificate), key.getPrivate());
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a tls-alpn-01 certificate", e);
        }
    }

    private X509v3CertificateBuilder builder(KeyPair key, Instant now)
            throws IOException, GeneralSecurityException {
        var subject = new X500Name("CN=ACME challenge");
        byte[] proof =
                MessageDigest.getInstance("SHA-256")
                        .digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII));
        return new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.ONE,
                        Date.from(now.minus(LIFE)),
                        Date.from(now.plus(LIFE)),
                        subject,
                        key.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        SubjectNames.extension(List.of(name)))
                .addExtension(ACME_IDENTIFIER, true, new DEROctetString(proof));
    }

    private static String reverseName(String address) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        var labels = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes.length == 4) {
                labels.append(bytes[i] & 0xff).append('.');
            } else {
                labels.append(Character.forDigit(bytes[i] & 0xf, 16)).append('.');
                labels.append(Character.forDigit(bytes[i] >> 4 & 0xf, 16)).append('.');
            }
        }
        return labels.append(bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
    }

    @Override
    public String toString() {
        return "TlsAlpn01[name=" + name + "]";
    }
}
