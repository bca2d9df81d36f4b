package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

/**
 * When a request is tried again.
 *
 * @param max further tries of one request
 * @param onConnect after a connect failure, any method: nothing was sent
 * @param onReset after a reset before the first response byte; idempotent methods without body only
 * @param on503 after a 503 answer; idempotent methods without body only
 * @param anyMethod lifts the idempotent rule for {@code onReset} and {@code on503}
 * @param budgetPercent retries allowed per 100 requests of the pool, at least 10 within ten seconds
 *     and event loop
 */
public record RetryPolicy(
        int max,
        boolean onConnect,
        boolean onReset,
        boolean on503,
        boolean anyMethod,
        int budgetPercent) {
    public static final RetryPolicy DEFAULT = new RetryPolicy(1, true, true, true, false, 20);

    public RetryPolicy {
        require(max >= 0 && max <= 10, "max", max + " is not within 0 and 10");
        require(
                budgetPercent >= 0 && budgetPercent <= 100,
                "budget",
                budgetPercent + " is not a percentage");
    }
}
