package dev.quaygate.app;

import dev.quaygate.acme.LifeAlert;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.app.events.EventHub;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells followers what happens to certificates. Any thread. */
final class CertificateEvents {
    private final EventHub events;

    CertificateEvents(EventHub events) {
        this.events = events;
    }

    void recorded(String set, TimelineEntry entry) {
        switch (entry.kind()) {
            case PUBLISHED -> tell("issued", set, false, entry);
            case FAILED -> tell("failed", set, true, entry);
            case REVOKED -> tell("revoked", set, true, entry);
            case ARI_MOVED -> tell("renewal-moved", set, true, entry);
            case IMPORTED -> tell("imported", set, false, entry);
            // The alert itself carries more, and a key that outlives a restart.
            default -> {}
        }
    }

    private void tell(String what, String set, boolean attention, TimelineEntry entry) {
        var data = new LinkedHashMap<String, String>();
        String code = entry.code();
        if (code != null) {
            data.put("code", code);
        }
        events.publish("", "certificate." + what, set, attention, entry.text(), data);
    }

    void alerted(LifeAlert alert) {
        boolean expired = alert.threshold() == 0;
        String names = String.join(" ", alert.names());
        events.publish(
                "expiry-%s-%s-%s".formatted(alert.id(), alert.notAfter(), alert.threshold()),
                expired ? "certificate.expired" : "certificate.expiring",
                alert.id(),
                true,
                expired
                        ? names + " has expired"
                        : names + ": " + percent(alert.lifeLeft()) + " of its life is left",
                Map.of(
                        "names", names,
                        "notAfter", alert.notAfter().toString(),
                        "threshold", String.valueOf(alert.threshold()),
                        "lifeLeft", String.valueOf(alert.lifeLeft())));
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
