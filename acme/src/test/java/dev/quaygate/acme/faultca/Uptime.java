package dev.quaygate.acme.faultca;

import dev.quaygate.acme.ManagedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Adds up the time in which a set that had a certificate had no valid one. */
final class Uptime {
    private final Map<String, Instant> until = new HashMap<>();
    private Duration without = Duration.ZERO;
    private long published;

    /** Hears of a certificate that is served from now on. */
    void published(ManagedCertificate certificate, Instant now) {
        published++;
        Instant before =
                until.put(certificate.id(), certificate.key().leaf().getNotAfter().toInstant());
        if (before != null && before.isBefore(now)) {
            without = without.plus(Duration.between(before, now));
        }
    }

    /** The time without, up to the end. */
    Duration without(Instant end) {
        Duration open = without;
        for (Instant expiry : until.values()) {
            open = expiry.isBefore(end) ? open.plus(Duration.between(expiry, end)) : open;
        }
        return open;
    }

    int sets() {
        return until.size();
    }

    long published() {
        return published;
    }
}
