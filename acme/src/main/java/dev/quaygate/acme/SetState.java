package dev.quaygate.acme;

import dev.quaygate.acme.issue.Issuer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one set at one instant; replaced as a whole, never edited.
 *
 * @param policy what is wanted, null for a set that is not configured any more
 * @param certificate newest stored certificate, null while there is none
 * @param ari renewal information of that certificate, null if it was never asked for
 * @param running the attempt in flight, null if there is none
 * @param asked whether a person asked for a renewal
 * @param force whether that person wants no back-off to be kept
 * @param damaged whether there should be a certificate but its files are damaged
 * @param placed authority at which an order is placed that is not finished, null for none
 */
record SetState(
        @Nullable CertificatePolicy policy,
        @Nullable StoredCertificate certificate,
        @Nullable AriRecord ari,
        AttemptRecord attempts,
        @Nullable Running running,
        boolean asked,
        boolean force,
        boolean damaged,
        @Nullable String placed) {

    /** Nothing wanted and nothing there. */
    static final SetState EMPTY =
            new SetState(null, null, null, AttemptRecord.NONE, null, false, false, false, null);

    /** An attempt in flight; {@code queued} while it waits for one of the places of its issuer. */
    record Running(Instant since, Issuer issuer, String step) {}

    /** Version of the certificate in the store, 0 without one. */
    int generation() {
        return certificate == null ? 0 : certificate.generation();
    }

    SetState with(@Nullable CertificatePolicy policy) {
        return new SetState(
                policy, certificate, ari, attempts, running, asked, force, damaged, placed);
    }

    SetState with(@Nullable StoredCertificate certificate, @Nullable AriRecord ari) {
        boolean stillDamaged = damaged && certificate == null;
        return new SetState(
                policy, certificate, ari, attempts, running, asked, force, stillDamaged, placed);
    }

    SetState with(AriRecord ari) {
        return new SetState(
                policy, certificate, ari, attempts, running, asked, force, damaged, placed);
    }

    SetState with(AttemptRecord attempts) {
        return new SetState(
                policy, certificate, ari, attempts, running, asked, force, damaged, placed);
    }

    SetState running(@Nullable Running running) {
        return new SetState(
                policy, certificate, ari, attempts, running, asked, force, damaged, placed);
    }

    SetState asked(boolean asked, boolean force) {
        return new SetState(
                policy, certificate, ari, attempts, running, asked, force, damaged, placed);
    }

    SetState placed(@Nullable String ca) {
        return new SetState(policy, certificate, ari, attempts, running, asked, force, damaged, ca);
    }

    /** The issuer among those of the policy that has signed the certificate; null if none has. */
    Issuer.@Nullable Acme orderedFrom() {
        if (policy == null || certificate == null) {
            return null;
        }
        for (Issuer issuer : policy.issuers()) {
            if (issuer instanceof Issuer.Acme acme
                    && Accounts.ca(acme).equals(certificate.meta().ca())) {
                return acme;
            }
        }
        return null;
    }
}
