package dev.quaygate.acme.client;

import java.io.IOException;
import java.security.KeyPair;
import java.util.Collection;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Certificate signing requests (RFC 2986) as ACME wants them: names in the SAN only, no subject.
 */
public final class Csr {
    private Csr() {}

    /**
     * Makes and signs a request.
     *
     * @param names DNS names and IP addresses
     * @param key the certificate's key, of any {@link KeyType}
     * @return the request in DER
     * @throws IllegalArgumentException when the key is of no known type
     */
    public static byte[] der(Collection<String> names, KeyPair key) {
        try {
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(
                    Extension.subjectAlternativeName, false, SubjectNames.extension(names));
            var signer =
                    new JcaContentSignerBuilder(KeyType.signatureFor(key.getPrivate()))
                            .build(key.getPrivate());
            return new JcaPKCS10CertificationRequestBuilder(new X500Name(""), key.getPublic())
                    .addAttribute(
                            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(signer)
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot sign a request for " + names, e);
        }
    }
}
