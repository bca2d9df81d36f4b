package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.SubjectNames;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/** What the certificates of the internal authority look like (RFC 5280). Keeps nothing. */
final class AuthorityCertificates {
    static final Duration INTERMEDIATE_LIFE = Duration.ofDays(365);

    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final KeyUsage SIGNS_OTHERS =
            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);

    private final InstantSource clock;
    private final RandomGenerator random;

    AuthorityCertificates(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    CertifiedKey root() {
        KeyPair key = KeyType.P384.generate();
        // Several installations may be trusted on one machine: the number tells them apart.
        var subject =
                new X500Name("CN=Quaygate internal root " + HexFormat.of().formatHex(bytes(3)));
        X509Certificate root =
                draft(subject, key.getPublic(), clock.instant().plus(ROOT_LIFE))
                        .with(Extension.basicConstraints, true, new BasicConstraints(true))
                        .with(Extension.keyUsage, true, SIGNS_OTHERS)
                        .sign(subject, key.getPrivate());
        return new CertifiedKey(List.of(root), key.getPrivate());
    }

    CertifiedKey intermediate(CertifiedKey root, NameConstraints constraints) {
        KeyPair key = KeyType.P256.generate();
        var subject =
                new X500Name(
                        "CN=Quaygate internal intermediate " + HexFormat.of().formatHex(bytes(3)));
        Instant end = within(root.leaf(), INTERMEDIATE_LIFE);
        var draft =
                draft(subject, key.getPublic(), end)
                        .with(Extension.basicConstraints, true, new BasicConstraints(0))
                        .with(Extension.keyUsage, true, SIGNS_OTHERS)
                        .with(Extension.nameConstraints, true, constraints);
        return new CertifiedKey(List.of(signed(draft, root)), key.getPrivate());
    }

    CertifiedKey leaf(
            CertifiedKey issuer,
            Collection<String> names,
            KeyPair key,
            Duration life,
            KeyPurposeId purpose) {
        return new CertifiedKey(
                chain(issuer, names, key.getPublic(), life, purpose), key.getPrivate());
    }

    /** Leaf and intermediate for a key whose private half somebody else has. */
    List<X509Certificate> chain(
            CertifiedKey issuer,
            Collection<String> names,
            PublicKey key,
            Duration life,
            KeyPurposeId purpose) {
        boolean rsa = key.getAlgorithm().equals("RSA");
        int usage = KeyUsage.digitalSignature | (rsa ? KeyUsage.keyEncipherment : 0);
        var draft =
                draft(new X500Name(""), key, within(issuer.leaf(), life))
                        .with(Extension.basicConstraints, true, new BasicConstraints(false))
                        .with(Extension.keyUsage, true, new KeyUsage(usage))
                        .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
                        // Critical, because the subject is empty (RFC 5280 §4.2.1.6).
                        .with(
                                Extension.subjectAlternativeName,
                                true,
                                SubjectNames.extension(names));
        return List.of(signed(draft, issuer), issuer.leaf());
    }

    private CertificateDraft draft(X500Name subject, PublicKey key, Instant end) {
        Instant start = clock.instant().minus(CLOCK_TOLERANCE);
        return new CertificateDraft(subject, key, new BigInteger(1, bytes(16)), start, end)
                .with(
                        Extension.subjectKeyIdentifier,
                        false,
                        identifiers().createSubjectKeyIdentifier(key));
    }

    private static X509Certificate signed(CertificateDraft draft, CertifiedKey issuer) {
        try {
            var name = new JcaX509CertificateHolder(issuer.leaf()).getSubject();
            return draft.with(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers().createAuthorityKeyIdentifier(issuer.leaf()))
                    .sign(name, issuer.privateKey());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has no encoding", e);
        }
    }

    private Instant within(X509Certificate issuer, Duration life) {
        Instant end = clock.instant().plus(life);
        Instant last = issuer.getNotAfter().toInstant();
        return end.isBefore(last) ? end : last;
    }

    private static JcaX509ExtensionUtils identifiers() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java cannot hash key identifiers", e);
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
