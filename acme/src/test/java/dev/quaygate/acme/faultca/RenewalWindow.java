package dev.quaygate.acme.faultca;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The advice for one certificate (RFC 9773 §4.2).
 *
 * @param retryAfter value of the header, null for none
 */
public record RenewalWindow(
        Instant start, Instant end, @Nullable String explanation, @Nullable String retryAfter) {

    /** Around two thirds of a long life or the middle of a short one, as Let's Encrypt does. */
    static RenewalWindow usual(Instant from, Instant until) {
        Duration life = Duration.between(from, until);
        boolean brief = life.compareTo(Duration.ofDays(10)) < 0;
        Instant middle = from.plus(brief ? life.dividedBy(2) : life.multipliedBy(2).dividedBy(3));
        Duration half = life.dividedBy(90);
        return new RenewalWindow(
                middle.minus(half),
                middle.plus(half),
                null,
                String.valueOf(Math.min(86_400, Math.max(1, life.dividedBy(20).toSeconds()))));
    }

    /** Long past, with a page that says why: the sign of a revocation. */
    public static RenewalWindow revoked(Instant now) {
        return new RenewalWindow(
                now.minus(Duration.ofDays(2)),
                now.minus(Duration.ofDays(1)),
                "https://ca.test/incident",
                "21600");
    }
}
