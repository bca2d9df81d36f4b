package dev.quaygate.acme.client;

import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Name of a certificate in renewal information and in {@code replaces} (RFC 9773 §4.1).
 *
 * @param value base64url of the authority key identifier, a dot, base64url of the serial number
 */
public record CertId(String value) {
    /**
     * Derives the name from a certificate.
     *
     * @return empty when it carries no authority key identifier, as self-signed ones do
     */
    public static Optional<CertId> of(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId());
        if (extension == null) {
            return Optional.empty();
        }
        byte[] keyId =
                AuthorityKeyIdentifier.getInstance(
                                ASN1OctetString.getInstance(extension).getOctets())
                        .getKeyIdentifierOctets();
        if (keyId == null) {
            return Optional.empty();
        }
        var base64 = Base64.getUrlEncoder().withoutPadding();
        // The serial is taken with its sign byte: that is what its DER encoding holds.
        String serial = base64.encodeToString(certificate.getSerialNumber().toByteArray());
        return Optional.of(new CertId(base64.encodeToString(keyId) + "." + serial));
    }
}
