package dev.quaygate.acme.ondemand;

import java.net.URI;
import java.time.Duration;

/**
 * What bounds certificates on demand. A value that exists is valid.
 *
 * @param ask who allows names: {@code GET ask?domain=NAME}, 200 allows, everything else denies;
 *     absolute, http or https, without user and fragment
 * @param timeout of one question, 100 ms to 1 min
 * @param longestWait how long a handshake may wait for its first certificate, up to 5 min
 * @param newNames orders for names that never had a certificate, in sum
 * @param perDomain the same for each registered domain
 * @param perAddress questions because of clients of one IPv4 /24 or IPv6 /48
 * @param denyFor how long a denied name is not asked for again, up to 1 d
 */
public record OnDemandSettings(
        URI ask,
        Duration timeout,
        Duration longestWait,
        Rate newNames,
        Rate perDomain,
        Rate perAddress,
        Duration denyFor) {
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration LONGEST_DENIAL = Duration.ofDays(1);

    public OnDemandSettings {
        boolean http = "http".equals(ask.getScheme()) || "https".equals(ask.getScheme());
        require(http && ask.getHost() != null, "ask", ask + " is no http or https URL with a host");
        require(
                ask.getRawUserInfo() == null && ask.getRawFragment() == null,
                "ask",
                ask + " must have neither user nor fragment");
        between("timeout", timeout, SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
        between("wait", longestWait, Duration.ZERO, LONGEST_WAIT);
        between("denyFor", denyFor, Duration.ZERO, LONGEST_DENIAL);
    }

    /** The limits of the documentation for this URL. */
    public static OnDemandSettings of(URI ask) {
        Duration hour = Duration.ofHours(1);
        return new OnDemandSettings(
                ask,
                Duration.ofSeconds(2),
                Duration.ofSeconds(15),
                new Rate(20, hour),
                new Rate(10, hour),
                new Rate(10, hour),
                Duration.ofMinutes(1));
    }

    private static void between(String field, Duration value, Duration from, Duration to) {
        require(
                value.compareTo(from) >= 0 && value.compareTo(to) <= 0,
                field,
                value + " is not within " + from + " and " + to);
    }

    private static void require(boolean holds, String field, String message) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + message);
        }
    }
}
