package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreProblem;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a set in the store as the process before left it, and ends what that one had begun. */
record SetOpening(ManagerContext context, String id, SetRecords records, Timeline timeline) {
    private static final Logger log = LoggerFactory.getLogger(SetOpening.class);

    /** What the store has of the set, and what is wanted of it. */
    SetState state(@Nullable CertificatePolicy policy) {
        SetRecords.Loaded loaded = records.load();
        for (String damage : loaded.damage()) {
            timeline.add(Kind.FAILED, damage);
        }
        StoredCertificate certificate = loaded.certificate();
        AttemptRecord attempts = records.attempts();
        finishInterrupted(certificate);
        String placed = records.placed();
        if (certificate == null) {
            boolean damaged = !loaded.damage().isEmpty();
            return new SetState(policy, null, null, attempts, null, false, false, damaged, placed);
        }
        // A crash between publication and the note of the success leaves failures that are history.
        boolean history =
                attempts.backoffs().stream()
                        .allMatch(b -> b.at().isBefore(certificate.meta().obtainedAt()));
        AriRecord ari = records.ari(certificate.generation()).orElse(null);
        return new SetState(
                policy,
                certificate,
                ari,
                history ? attempts.withoutBackoffs() : attempts,
                null,
                false,
                false,
                false,
                placed);
    }

    /**
     * A crash may have come after the publication, or between the deletions that clear an order
     * away.
     */
    private void finishInterrupted(@Nullable StoredCertificate certificate) {
        if (!records.hasPending()) {
            return;
        }
        try (Lease lease = context.environment().store().lease(id).orElse(null)) {
            if (lease != null) { // else another node is at it
                clearInterrupted(certificate);
            }
        } catch (StoreProblem e) {
            log.debug("store.unwritable set={} what={}", id, e.getMessage());
        }
    }

    private void clearInterrupted(@Nullable StoredCertificate certificate) {
        Optional<PendingOrder> pending = records.pending();
        URI published = certificate == null ? null : certificate.meta().orderUrl();
        if (pending.isEmpty()
                || (published != null && published.equals(pending.get().orderUrl()))) {
            records.clearPending();
        }
    }
}
