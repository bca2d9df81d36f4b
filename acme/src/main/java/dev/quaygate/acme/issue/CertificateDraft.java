package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.KeyType;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that lacks only its signature. One thread, one signature. */
final class CertificateDraft {
    private record Entry(boolean critical, ASN1Encodable value) {}

    private final X500Name subject;
    private final PublicKey key;
    private final BigInteger serial;
    private final Instant start;
    private final Instant end;
    private final Map<ASN1ObjectIdentifier, Entry> extensions = new LinkedHashMap<>();

    CertificateDraft(
            X500Name subject, PublicKey key, BigInteger serial, Instant start, Instant end) {
        this.subject = subject;
        this.key = key;
        this.serial = serial;
        this.start = start;
        this.end = end;
    }

    CertificateDraft with(ASN1ObjectIdentifier extension, boolean critical, ASN1Encodable value) {
        extensions.put(extension, new Entry(critical, value));
        return this;
    }

    X509Certificate sign(X500Name issuer, PrivateKey issuerKey) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            issuer, serial, Date.from(start), Date.from(end), subject, key);
            for (var extension : extensions.entrySet()) {
                Entry entry = extension.getValue();
                builder.addExtension(extension.getKey(), entry.critical(), entry.value());
            }
            var signer =
                    new JcaContentSignerBuilder(KeyType.signatureFor(issuerKey)).build(issuerKey);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a certificate for " + subject, e);
        }
    }
}
