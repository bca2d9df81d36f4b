package dev.quaygate.acme.server;

import dev.quaygate.acme.client.SubjectNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** What a client sends to be certified (PKCS #10, RFC 8555 §7.4). */
final class SigningRequest {
    private static final int FEWEST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;

    private SigningRequest() {}

    /**
     * Reads the key.
     *
     * @param names exactly these must be asked for
     * @throws ServerProblem {@code badCSR} with the reason
     */
    static PublicKey key(byte[] der, Collection<String> names) throws ServerProblem {
        try {
            var request = new JcaPKCS10CertificationRequest(der);
            PublicKey key = request.getPublicKey();
            requireStrong(key);
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw bad("its signature does not verify");
            }
            var asked = SubjectNames.canonical(names(request));
            if (!asked.equals(SubjectNames.canonical(names))) {
                throw bad("it asks for " + asked + ", the order is for " + names);
            }
            return key;
        } catch (IOException
                | GeneralSecurityException
                | PKCSException
                | OperatorCreationException
                | IllegalArgumentException e) {
            throw bad("it cannot be read: " + e.getMessage());
        }
    }

    private static void requireStrong(PublicKey key) throws ServerProblem {
        boolean strong =
                switch (key) {
                    case RSAKey rsa ->
                            rsa.getModulus().bitLength() >= FEWEST_RSA_BITS
                                    && rsa.getModulus().bitLength() <= MOST_RSA_BITS;
                    case ECKey ec -> {
                        int bits = ec.getParams().getOrder().bitLength();
                        yield bits == 256 || bits == 384;
                    }
                    default -> false;
                };
        if (!strong) {
            throw bad("its key is neither RSA of 2048 to 8192 bits nor P-256 nor P-384");
        }
    }

    private static List<String> names(JcaPKCS10CertificationRequest request)
            throws UnknownHostException {
        var names = new ArrayList<String>();
        for (var common : request.getSubject().getRDNs(BCStyle.CN)) {
            names.add(IETFUtils.valueToString(common.getFirst().getValue()));
        }
        var extensions = request.getRequestedExtensions();
        GeneralNames alternatives =
                extensions == null
                        ? null
                        : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        for (GeneralName name :
                alternatives == null ? new GeneralName[0] : alternatives.getNames()) {
            switch (name.getTagNo()) {
                case GeneralName.dNSName -> names.add(name.getName().toString());
                case GeneralName.iPAddress ->
                        names.add(
                                InetAddress.getByAddress(
                                                ASN1OctetString.getInstance(name.getName())
                                                        .getOctets())
                                        .getHostAddress());
                default ->
                        throw new IllegalArgumentException("a name is neither DNS nor an address");
            }
        }
        return names;
    }

    private static ServerProblem bad(String why) {
        return ServerProblem.of(400, "badCSR", "the CSR is refused: " + why);
    }
}
