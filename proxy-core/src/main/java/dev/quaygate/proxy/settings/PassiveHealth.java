package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.time.Duration;

/**
 * Ejection by live traffic.
 *
 * @param errors failures within {@code window} that eject an endpoint
 * @param eject how long it stays out
 * @param maxEjectedPercent share of a pool that may be out this way at once; one endpoint of two or
 *     more always may
 */
public record PassiveHealth(int errors, Duration window, Duration eject, int maxEjectedPercent) {
    public static final PassiveHealth DEFAULT =
            new PassiveHealth(5, Duration.ofSeconds(10), Duration.ofSeconds(30), 50);

    public PassiveHealth {
        require(errors >= 1, "errors", errors + " must be at least 1");
        require(window.isPositive(), "window", window + " must be longer than zero");
        require(eject.isPositive(), "eject", eject + " must be longer than zero");
        require(
                maxEjectedPercent >= 0 && maxEjectedPercent <= 100,
                "maxEjected",
                maxEjectedPercent + " is not a percentage");
    }
}
