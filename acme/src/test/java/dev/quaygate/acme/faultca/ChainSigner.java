package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.SubjectNames;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The keys of an authority: two roots that both certify the one that signs leaves. */
final class ChainSigner {
    /** Where leaves say that the list of revoked ones is. */
    static final URI LIST = URI.create("http://ca.test/list.crl");

    private static final KeyPair ROOT = KeyType.P256.generate();
    private static final KeyPair OTHER_ROOT = KeyType.P256.generate();

    private final KeyPair signing = KeyType.P256.generate();
    private final List<X509Certificate> chain = new ArrayList<>();
    private final X509Certificate crossSigned;
    private long serial = 0x10_0000;

    /** Makes the chain above leaves of so many certificates. */
    ChainSigner(Instant now, int intermediates) {
        KeyPair upper = ROOT;
        String upperName = "Fault Root 1";
        for (int i = intermediates; i > 0; i--) {
            KeyPair key = i == 1 ? signing : KeyType.P256.generate();
            String name = i == 1 ? "Fault CA" : "Fault Middle " + i;
            chain.addFirst(authority(name, key.getPublic(), upperName, upper, now));
            upper = key;
            upperName = name;
        }
        crossSigned = authority("Fault CA", signing.getPublic(), "Fault Root 2", OTHER_ROOT, now);
    }

    /** Certificates above a leaf. */
    List<X509Certificate> chain(boolean alternate) {
        return alternate ? List.of(crossSigned) : List.copyOf(chain);
    }

    /** Makes a leaf. */
    X509Certificate leaf(Collection<String> names, PublicKey key, Instant start, Instant end) {
        try {
            var utils = new JcaX509ExtensionUtils();
            var list = new GeneralNames(new GeneralName(6, LIST.toString()));
            var place = new DistributionPoint(new DistributionPointName(list), null, null);
            var builder =
                    builder("CN=Fault CA", "", key, start, end)
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    true,
                                    SubjectNames.extension(names))
                            .addExtension(
                                    Extension.basicConstraints, true, new BasicConstraints(false))
                            .addExtension(
                                    Extension.keyUsage,
                                    true,
                                    new KeyUsage(KeyUsage.digitalSignature))
                            .addExtension(
                                    Extension.cRLDistributionPoints,
                                    false,
                                    new CRLDistPoint(new DistributionPoint[] {place}))
                            .addExtension(
                                    Extension.authorityKeyIdentifier,
                                    false,
                                    utils.createAuthorityKeyIdentifier(signing.getPublic()));
            return sign(builder, signing);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A list of revoked certificates (RFC 5280 §5). */
    byte[] list(Collection<BigInteger> serials, Instant now) {
        return list(serials, now, signing);
    }

    static byte[] list(Collection<BigInteger> serials, Instant now, KeyPair key) {
        try {
            var builder = new X509v2CRLBuilder(new X500Name("CN=Fault CA"), Date.from(now));
            builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(7))));
            serials.forEach(one -> builder.addCRLEntry(one, Date.from(now), CRLReason.superseded));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            return builder.build(signer).getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate authority(
            String name, PublicKey key, String issuer, KeyPair issuerKey, Instant now) {
        try {
            var utils = new JcaX509ExtensionUtils();
            var builder =
                    builder(
                                    "CN=" + issuer,
                                    "CN=" + name,
                                    key,
                                    now.minus(Duration.ofDays(3650)),
                                    now.plus(Duration.ofDays(36500)))
                            .addExtension(
                                    Extension.basicConstraints, true, new BasicConstraints(true))
                            .addExtension(
                                    Extension.subjectKeyIdentifier,
                                    false,
                                    utils.createSubjectKeyIdentifier(key));
            return sign(builder, issuerKey);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized JcaX509v3CertificateBuilder builder(
            String issuer, String subject, PublicKey key, Instant start, Instant end) {
        return new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(serial++),
                Date.from(start),
                Date.from(end),
                new X500Name(subject),
                key);
    }

    private static X509Certificate sign(
            org.bouncycastle.cert.X509v3CertificateBuilder builder, KeyPair key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
