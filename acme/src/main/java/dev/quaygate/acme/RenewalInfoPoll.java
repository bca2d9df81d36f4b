package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.RenewalInfo;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.StoreProblem;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the authority when a certificate should be renewed (RFC 9773), as often as it wants to be
 * asked, and remembers the instant that was drawn in its window. Of turns.
 */
record RenewalInfoPoll(NameSet set, ManagerContext context, SetRecords records, Timeline timeline) {
    private static final Logger log = LoggerFactory.getLogger(RenewalInfoPoll.class);

    /** Asks if it is time to. */
    void look(Instant now) throws InterruptedException {
        SetState state = set.state();
        StoredCertificate certificate = state.certificate();
        Issuer.Acme issuer = state.orderedFrom();
        AriRecord before = state.ari() == null ? AriRecord.unknown(now) : state.ari();
        if (certificate == null || issuer == null || !before.isDue(now)) {
            return;
        }
        if (context.environment().store().isShared()) {
            AriRecord stored = records.ari(certificate.generation()).orElse(before);
            if (!stored.isDue(now)) {
                set.update(latest -> latest.with(stored)); // another node has asked
                return;
            }
        }
        keep(certificate, before, ask(certificate, issuer, before, now), now);
    }

    private AriRecord ask(
            StoredCertificate certificate, Issuer.Acme issuer, AriRecord before, Instant now)
            throws InterruptedException {
        Life life = certificate.life();
        try {
            Optional<CertId> certId = CertId.of(certificate.key().leaf());
            Optional<RenewalInfo> info =
                    certId.isEmpty()
                            ? Optional.empty()
                            : context.client(issuer).renewalInfo(certId.get());
            return info.isPresent()
                    ? before.answered(info.get(), now, life, context.environment().random())
                    : before.absent(now, life);
        } catch (AcmeFailure e) {
            log.debug("ari.failed set={} what={}", set.id(), e.getMessage());
            return before.failed(now, life);
        }
    }

    /**
     * A window is used only once it is stored with its drawn instant; a restart would draw another
     * one.
     */
    private void keep(
            StoredCertificate certificate, AriRecord before, AriRecord after, Instant now) {
        AriRecord kept = after;
        try {
            records.put(certificate.generation(), after);
        } catch (StoreProblem e) {
            log.warn("store.unwritable set={} what={}", set.id(), e.getMessage());
            kept = before.failed(now, certificate.life());
        }
        AriRecord result = kept;
        set.update(latest -> latest.with(result));
        AriRecord.Window window = result.window();
        if (window == null
                || (before.window() != null && before.window().chosen().equals(window.chosen()))) {
            return;
        }
        String what =
                "%s to %s, renewal at %s".formatted(window.start(), window.end(), window.chosen());
        if (result.movedEarlierThan(before)) {
            String why = window.explanationUrl() == null ? "" : ", see " + window.explanationUrl();
            timeline.add(Kind.ARI_MOVED, what + why);
        } else {
            timeline.add(Kind.ARI_WINDOW, what);
        }
    }
}
