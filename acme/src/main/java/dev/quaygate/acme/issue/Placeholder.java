package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.SubjectNames;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;

/** A self-signed certificate that says who made it, for names that have no real one yet. */
public final class Placeholder {
    /** Common name of issuer and subject, by which everybody can tell it. */
    public static final String ISSUER = "Quaygate placeholder";

    private static final Duration LIFE = Duration.ofDays(90);
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    private Placeholder() {}

    /**
     * Makes one with a fresh P-256 key.
     *
     * @param names names it answers for
     * @param now present time; valid from 1 h before to 90 d after
     */
    public static CertifiedKey of(Collection<String> names, Instant now) {
        KeyPair key = KeyType.P256.generate();
        var issuer = new X500Name("CN=" + ISSUER);
        var certificate =
                new CertificateDraft(
                                issuer,
                                key.getPublic(),
                                BigInteger.valueOf(now.toEpochMilli()),
                                now.minus(CLOCK_TOLERANCE),
                                now.plus(LIFE))
                        .with(Extension.basicConstraints, true, new BasicConstraints(false))
                        .with(
                                Extension.subjectAlternativeName,
                                false,
                                SubjectNames.extension(names))
                        .sign(issuer, key.getPrivate());
        return new CertifiedKey(List.of(certificate), key.getPrivate());
    }

    /** Whether a certificate is one of these. */
    public static boolean isOne(CertifiedKey certificate) {
        String issuer = certificate.leaf().getIssuerX500Principal().getName();
        return issuer.equals("CN=" + ISSUER);
    }
}
