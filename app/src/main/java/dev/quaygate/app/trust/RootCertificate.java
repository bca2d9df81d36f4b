package dev.quaygate.app.trust;

import dev.quaygate.acme.client.Pem;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** A root to be trusted. */
public record RootCertificate(X509Certificate certificate) {
    private static final int NAME_DIGITS = 12;

    /**
     * Reads PEM text.
     *
     * @throws GeneralSecurityException if it holds no certificate, or one that is no authority's:
     *     trusting a server's own certificate as a root is a mistake
     */
    public static RootCertificate of(String pem) throws GeneralSecurityException {
        X509Certificate certificate = Pem.certificates(pem).getFirst();
        if (certificate.getBasicConstraints() < 0) {
            throw new GeneralSecurityException(
                    "'" + certificate.getSubjectX500Principal() + "' is no authority");
        }
        return new RootCertificate(certificate);
    }

    /** Its name in every store, the same on each machine. */
    public String name() {
        return "quaygate-" + fingerprint().substring(0, NAME_DIGITS);
    }

    /** SHA-256 in hex. */
    public String fingerprint() {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a parsed certificate has no fingerprint", e);
        }
    }

    /** The certificate as PEM text. */
    public String pem() {
        return Pem.of(List.of(certificate));
    }
}
