package dev.quaygate.acme;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which issuer a set turns to, and when. Pure. */
final class IssuerChain {
    private static final int PATIENCE = 3;
    private static final double URGENT_LEFT = 1 / 4.0;

    /** The issuer to ask, and from when on. */
    record Choice(String issuer, Instant at) {}

    private IssuerChain() {}

    /**
     * The first issuer that may be asked now. One that failed gives way after three failures in a
     * row, or at once when less than a quarter of the life is left.
     *
     * @param issuers ids in the operator's order, at least one
     * @param left part of the life left, 0 without a certificate
     */
    static Choice choose(List<String> issuers, AttemptRecord attempts, Instant now, double left) {
        Choice soonest = null;
        for (String issuer : issuers) {
            IssuerBackoff backoff = attempts.backoff(issuer);
            if (backoff == null || !backoff.nextAt().isAfter(now)) {
                return new Choice(issuer, now);
            }
            if (soonest == null || backoff.nextAt().isBefore(soonest.at())) {
                soonest = new Choice(issuer, backoff.nextAt());
            }
            if (backoff.failures() < PATIENCE && left >= URGENT_LEFT) {
                return soonest;
            }
        }
        if (soonest == null) {
            throw new IllegalArgumentException("issuers: at least one is needed");
        }
        return soonest;
    }

    /** When an issuer that keeps failing gives way to the next one, as a clause; null if never. */
    static @Nullable String substitute(
            List<String> issuers, String issuer, AttemptRecord attempts) {
        int next = issuers.indexOf(issuer) + 1;
        IssuerBackoff backoff = attempts.backoff(issuer);
        int left = PATIENCE - (backoff == null ? 0 : backoff.failures());
        if (next == issuers.size() || left <= 0 || attempts.backoff(issuers.get(next)) != null) {
            return null;
        }
        String failures = left == 1 ? " more failure" : " more failures";
        return issuers.get(next) + " is asked after " + left + failures;
    }
}
