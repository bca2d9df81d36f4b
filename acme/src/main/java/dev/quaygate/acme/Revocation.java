package dev.quaygate.acme;

import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.acme.issue.Issuer;
import java.util.List;
import java.util.Locale;

/** Has the certificate of one set revoked by the account that ordered it. */
record Revocation(ManagerContext context, NameSet set) {
    /**
     * Asks the authority and notes the answer, which makes the set due.
     *
     * @param known issuers among which the one of the certificate is looked for
     */
    void run(RevocationReason reason, List<Issuer.Acme> known)
            throws RevocationFailed, InterruptedException {
        StoredCertificate certificate = set.state().certificate();
        if (certificate == null) {
            throw new IllegalArgumentException("'" + set.id() + "' has no certificate to revoke");
        }
        Issuer.Acme issuer =
                known.stream()
                        .filter(one -> Accounts.ca(one).equals(certificate.meta().ca()))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "'"
                                                + set.id()
                                                + "' was issued by '"
                                                + certificate.meta().issuer()
                                                + "', which no route uses, or which revokes"
                                                + " nothing"));
        AcmeClient client = context.client(issuer);
        try {
            client.revoke(context.accounts().of(issuer, client), certificate.key().leaf(), reason);
        } catch (AcmeFailure e) {
            if (e.problem().filter(problem -> problem.is("alreadyRevoked")).isEmpty()) {
                throw new RevocationFailed(
                        issuer.id() + " did not revoke the certificate: " + e.getMessage(), e);
            }
        }
        String serial = StatusView.serial(certificate.key().leaf());
        String why = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        set.revoked(serial, "by a person: " + why);
    }
}
