package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.SubjectNames;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** The name constraints (RFC 5280 §4.2.1.10) that an intermediate was made with. Pure. */
final class IntermediateLimits {
    private IntermediateLimits() {}

    static boolean equal(X509Certificate intermediate, NameConstraints wanted) {
        try {
            return Arrays.equals(
                    intermediate.getExtensionValue(Extension.nameConstraints.getId()),
                    new DEROctetString(wanted).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("cannot encode the list of internal names", e);
        }
    }

    /** Whether clients would accept these names from this intermediate. */
    static boolean permit(X509Certificate intermediate, Collection<String> names) {
        try {
            var limits = limits(intermediate);
            for (GeneralName name : SubjectNames.extension(names).getNames()) {
                limits.checkPermitted(name);
                limits.checkExcluded(name);
            }
            return true;
        } catch (NameConstraintValidatorException | CertificateEncodingException _) {
            return false;
        }
    }

    private static PKIXNameConstraintValidator limits(X509Certificate intermediate)
            throws CertificateEncodingException {
        var limits = new PKIXNameConstraintValidator();
        var constraints =
                NameConstraints.getInstance(
                        new JcaX509CertificateHolder(intermediate)
                                .getExtension(Extension.nameConstraints)
                                .getParsedValue());
        limits.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        GeneralSubtree[] excluded = constraints.getExcludedSubtrees();
        for (GeneralSubtree subtree : excluded == null ? new GeneralSubtree[0] : excluded) {
            limits.addExcludedSubtree(subtree);
        }
        return limits;
    }
}
