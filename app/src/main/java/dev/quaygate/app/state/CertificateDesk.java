package dev.quaygate.app.state;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.IssuerStatus;
import dev.quaygate.acme.KeyChangeFailed;
import dev.quaygate.acme.RevocationFailed;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.acme.preflight.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All certificates, whoever issued them. Any thread but an event loop. */
public interface CertificateDesk {
    /** Configured sets in their order, then files of the user, then unused ones. */
    List<CertificateStatus> statuses();

    /** One set by id or by one of its names. */
    Optional<CertificateStatus> status(String idOrName);

    /**
     * One set by id; or by one of its names, with those for the same names and another kind of key.
     */
    default List<CertificateStatus> statuses(String idOrName) {
        return status(idOrName).stream().toList();
    }

    /** What happened to a set, oldest first. */
    List<TimelineEntry> timeline(String idOrName);

    /**
     * Renews now.
     *
     * @param force also while the set waits after a failure
     * @return completes after the attempt
     * @throws IllegalArgumentException if no configured set has this id or name
     */
    CompletableFuture<CertificateStatus> renew(String idOrName, boolean force);

    /**
     * Renews now, at an issuer.
     *
     * @param issuer id of an issuer, null for those of the configuration
     * @throws IllegalArgumentException if no configured set has this id or name or uses the issuer
     */
    default CompletableFuture<CertificateStatus> renew(
            String idOrName, boolean force, @Nullable String issuer) {
        return renew(idOrName, force);
    }

    /**
     * Proves the names at the issuer's place for tests; orders nothing. Takes up to minutes.
     *
     * @param issuer id of an issuer, null for the first of the configuration
     * @return empty if all was well, else why not
     * @throws IllegalArgumentException if no configured set has this id or name or uses the issuer,
     *     the issuer has no such place, or an order is under way
     */
    default Optional<CertificateStatus.Fault> dryRun(String idOrName, @Nullable String issuer)
            throws InterruptedException {
        throw new IllegalArgumentException("no certificate is configured for " + idOrName);
    }

    /**
     * Has a certificate revoked; a successor with a new key is ordered at once.
     *
     * @throws IllegalArgumentException if no public authority issued one under this id or name
     * @throws RevocationFailed if the authority cannot be asked or does not want to
     */
    CertificateStatus revoke(String idOrName, RevocationReason reason)
            throws RevocationFailed, InterruptedException;

    /** Deletes all certificates that no route uses; gives the ids of their sets. */
    List<String> prune();

    /** Deletes one certificate that no route uses; false if it is used. */
    boolean forget(String idOrName);

    /**
     * Changes the key of our account at an issuer.
     *
     * @throws IllegalArgumentException if no route uses a public issuer of that name
     * @throws KeyChangeFailed if the authority cannot be asked or does not want to
     */
    void changeAccountKey(String issuer) throws KeyChangeFailed, InterruptedException;

    /** The issuers of configured sets, with health and what is left of their limits. */
    List<IssuerStatus> issuers();

    /**
     * Looks at what would make the next order of a set fail; orders nothing. Takes seconds.
     *
     * @return empty if no authority would be asked for it
     * @throws IllegalArgumentException if no configured set has this id or name
     */
    default List<Finding> preflight(String idOrName) throws InterruptedException {
        throw new IllegalArgumentException("no certificate is configured for " + idOrName);
    }

    /**
     * TXT records that prove a set once and for all (dns-persist-01), as lines of a zone file.
     *
     * @throws IllegalArgumentException if no configured set has this id or name
     * @throws IOException if the authority cannot be asked for our account
     */
    default List<String> dnsRecords(String idOrName) throws IOException, InterruptedException {
        throw new IllegalArgumentException("no certificate is configured for " + idOrName);
    }

    /** Why the clock is not believed (QG2009); empty while it is. */
    default Optional<String> clockDoubt() {
        return Optional.empty();
    }

    /** Certificates for names that clients bring. */
    default OnDemandView onDemand() {
        return OnDemandView.none();
    }

    /** Why the store cannot be written; empty if it can. */
    default Optional<String> storeFault() {
        return Optional.empty();
    }

    /** The chain that is served for a set, as PEM; never a key. */
    Optional<String> pem(String id);

    /** Root of the internal authority as PEM, made now if there is none. */
    String rootPem() throws IOException;
}
