package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the TLS side was last told about one set. Confined to one thread at a time; {@link
 * #isServing} may be read by any.
 */
final class ServedCertificate {
    private final String set;
    private final CertificateListener listener;
    private volatile @Nullable ManagedCertificate served;

    ServedCertificate(String set, CertificateListener listener) {
        this.set = set;
        this.listener = listener;
    }

    boolean isServing() {
        return served != null;
    }

    /**
     * Tells the listener what has changed: a new generation, that a policy wants it or that none
     * does any more, or that the certificate has expired.
     */
    void bring(
            @Nullable StoredCertificate certificate,
            boolean wanted,
            boolean serveExpired,
            Instant now) {
        boolean fit = certificate != null && (serveExpired || !certificate.isExpired(now));
        ManagedCertificate before = served;
        if (certificate != null
                && fit
                && (before == null
                        || before.generation() != certificate.generation()
                        || before.wanted() != wanted)) {
            publish(certificate, wanted);
        } else if (!fit && before != null) {
            served = null;
            listener.withdrawn(before);
        }
    }

    void publish(StoredCertificate certificate, boolean wanted) {
        ManagedCertificate managed = certificate.managed(set, wanted);
        listener.published(managed);
        served = managed;
    }

    /** Raises alerts, the mildest first; the caller has stored that it does. */
    void alert(StoredCertificate certificate, List<Double> due, Timeline timeline, Instant now) {
        double left = certificate.life().left(now);
        Instant end = certificate.key().leaf().getNotAfter().toInstant();
        for (double threshold : due) {
            String what =
                    threshold == 0
                            ? "expired at " + end
                            : "%.0f %% of the life left, expires at %s".formatted(left * 100, end);
            timeline.add(Kind.ALERT, what);
            listener.alerted(new LifeAlert(set, certificate.meta().names(), threshold, left, end));
        }
    }
}
