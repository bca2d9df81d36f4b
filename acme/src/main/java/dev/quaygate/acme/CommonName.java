package dev.quaygate.acme;

import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Names of issuers for people. */
final class CommonName {
    private CommonName() {}

    /** Common name of the issuer, or its whole name if it has none. */
    static String ofIssuer(X509Certificate certificate) {
        String name = certificate.getIssuerX500Principal().getName();
        try {
            for (Rdn part : new LdapName(name).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
        } catch (InvalidNameException e) {
            return name; // cannot be taken apart, but is still a name
        }
        return name;
    }
}
