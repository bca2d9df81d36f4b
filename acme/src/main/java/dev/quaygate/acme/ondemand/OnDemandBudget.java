package dev.quaygate.acme.ondemand;

import dev.quaygate.acme.issue.RegisteredDomain;
import dev.quaygate.acme.ondemand.Verdict.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * Bounds the orders that strangers can cause, in sum and for each registered domain. Not
 * thread-safe.
 */
final class OnDemandBudget {
    private static final int MOST_DOMAINS = 10_000;
    private static final String SUM = "";

    private final Allowances newNames;
    private final Allowances domains;

    OnDemandBudget(Rate newNames, Rate perDomain) {
        this.newNames = new Allowances(newNames, 1);
        this.domains = new Allowances(perDomain, MOST_DOMAINS);
    }

    /** Takes a token of both limits, or of none; says which one has nothing left. */
    Optional<Reason> take(String name, Instant now) {
        String domain = RegisteredDomain.of(name);
        if (!newNames.has(SUM, now)) {
            return Optional.of(Reason.NEW_NAMES);
        }
        if (!domains.take(domain, now)) {
            return Optional.of(Reason.DOMAIN);
        }
        boolean taken = newNames.take(SUM, now);
        return taken ? Optional.empty() : Optional.of(Reason.NEW_NAMES);
    }
}
