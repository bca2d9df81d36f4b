package dev.quaygate.acme;

import java.time.Duration;
import java.util.List;

/**
 * What holds for all certificates.
 *
 * @param serveExpired keep serving after the end of validity
 * @param alerts fractions of the life left that raise one alert each, between 0 and 1 exclusive;
 *     expiry always does
 * @param maxOrders orders in flight per issuer, at least 1
 * @param rehearse whether a failed validation is tried again at the authority's place for tests
 *     first
 * @param keepUnused how long a certificate is kept that no policy wants any more
 */
public record LifecycleSettings(
        boolean serveExpired,
        List<Double> alerts,
        int maxOrders,
        boolean rehearse,
        Duration keepUnused) {
    private static final Duration A_MONTH = Duration.ofDays(30);

    /** Rehearses, and keeps unused certificates for 30 days. */
    public LifecycleSettings(boolean serveExpired, List<Double> alerts, int maxOrders) {
        this(serveExpired, alerts, maxOrders, true, A_MONTH);
    }

    public LifecycleSettings {
        alerts = List.copyOf(alerts);
        for (double alert : alerts) {
            if (!(alert > 0 && alert < 1)) {
                throw new IllegalArgumentException(
                        "alerts: " + alert + " must lie between 0 and 1");
            }
        }
        if (keepUnused.isNegative()) {
            throw new IllegalArgumentException("keepUnused: " + keepUnused + " is negative");
        }
        if (maxOrders < 1) {
            throw new IllegalArgumentException("maxOrders: " + maxOrders + " must be at least 1");
        }
    }

    /** Expired certificates are not served, alerts at 1/4, 1/10 and 1/20, eight orders at once. */
    public static LifecycleSettings defaults() {
        return new LifecycleSettings(false, List.of(1 / 4.0, 1 / 10.0, 1 / 20.0), 8);
    }
}
