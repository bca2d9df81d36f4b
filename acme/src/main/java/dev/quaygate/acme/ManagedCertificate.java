package dev.quaygate.acme;

import dev.quaygate.acme.client.CertifiedKey;
import java.time.Instant;
import java.util.List;

/**
 * A certificate that is ready to be served.
 *
 * @param id name of the set, see {@link CertificatePolicy#id()}
 * @param names names it answers for
 * @param generation grows with each publication of the set
 * @param issuer id of who issued it; {@code manual} for the user's own files
 * @param obtainedAt when it was received
 * @param key chain as received, leaf first, and private key
 * @param wanted false if no policy wants it any more: certificates that are wanted go before it
 */
public record ManagedCertificate(
        String id,
        List<String> names,
        int generation,
        String issuer,
        Instant obtainedAt,
        CertifiedKey key,
        boolean wanted) {
    public ManagedCertificate {
        names = List.copyOf(names);
    }
}
