package dev.quaygate.acme.faultca;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * The limits of Let's Encrypt's production (2026-08). Certificates are counted when they are
 * issued, orders when they are placed, failures when a challenge is judged.
 */
final class RateLimits {
    private static final int PAUSE = 1152;

    private final Map<String, TokenBucket> accounts = new HashMap<>();
    private final Map<String, TokenBucket> orders = new HashMap<>();
    private final Map<String, TokenBucket> domains = new HashMap<>();
    private final Map<SortedSet<String>, TokenBucket> sets = new HashMap<>();
    private final Map<String, TokenBucket> failures = new HashMap<>();
    private final Map<String, TokenBucket> inRow = new HashMap<>();
    private final Map<Endpoint, TokenBucket> requests = new HashMap<>();
    private final Set<SortedSet<String>> issued = new HashSet<>();
    private final Set<String> paused = new HashSet<>();
    private long mostInRow;
    private long refusals;

    long refusals() {
        return refusals;
    }

    /** The longest row of failures that a name of an account ever had, refill counted. */
    long mostInRow() {
        return mostInRow;
    }

    /** Requests of one address in a second; {@code null} answers are good. */
    void request(Endpoint endpoint, Instant now) throws CaProblem {
        TokenBucket bucket = requests.computeIfAbsent(endpoint, RateLimits::perSecond);
        if (bucket.isEmpty(now)) {
            refusals++;
            throw new CaProblem(
                    503,
                    "rateLimited",
                    "too many requests a second",
                    now.plusSeconds(1),
                    java.util.List.of(),
                    null);
        }
        bucket.take(now);
    }

    void account(String address, Instant now) throws CaProblem {
        take(
                accounts.computeIfAbsent(address, _ -> bucket(10, Duration.ofMinutes(18))),
                "too many registrations from this IP",
                now);
    }

    /** Judges an order that replaces nothing. */
    void order(String account, SortedSet<String> names, Instant now) throws CaProblem {
        for (String name : names) {
            if (paused.contains(account + " " + name)) {
                refusals++;
                throw new CaProblem(
                        429,
                        "rateLimited",
                        "account is prevented from requesting certificates for "
                                + name
                                + ": unpause at https://unpause.test/",
                        null,
                        java.util.List.of(),
                        "https://unpause.test/");
            }
            check(
                    failures.computeIfAbsent(account + " " + name, _ -> failed()),
                    "too many failed authorizations (5) for \"" + name + "\" in the last 1h0m0s",
                    now);
        }
        check(
                sets.computeIfAbsent(names, _ -> bucket(5, Duration.ofDays(7).dividedBy(5))),
                "too many certificates (5) already issued for this exact set of identifiers",
                now);
        if (issued.contains(names)) {
            return; // a renewal is exempt from the other two
        }
        for (String domain : domainsOf(names)) {
            check(
                    domain(domain),
                    "too many certificates (50) already issued for \"" + domain + "\"",
                    now);
        }
        take(
                orders.computeIfAbsent(account, _ -> bucket(300, Duration.ofSeconds(36))),
                "too many new orders (300) from this account in the last 3h0m0s",
                now);
    }

    void issued(SortedSet<String> names, boolean replaces, Instant now) {
        boolean renewal = !issued.add(names);
        if (replaces) {
            return;
        }
        sets.computeIfAbsent(names, _ -> bucket(5, Duration.ofDays(7).dividedBy(5))).take(now);
        if (!renewal) {
            domainsOf(names).forEach(domain -> domain(domain).take(now));
        }
    }

    void failed(String account, String name, Instant now) {
        String key = account + " " + name;
        failures.computeIfAbsent(key, _ -> failed()).take(now);
        TokenBucket row = inRow.computeIfAbsent(key, _ -> bucket(PAUSE, Duration.ofDays(1)));
        row.take(now);
        mostInRow = Math.max(mostInRow, row.taken(now));
        if (row.taken(now) >= PAUSE) {
            paused.add(key);
        }
    }

    void proved(String account, String name) {
        TokenBucket row = inRow.get(account + " " + name);
        if (row != null) {
            row.fill();
        }
    }

    boolean isPaused(String account, String name) {
        return paused.contains(account + " " + name);
    }

    void unpause() {
        paused.clear();
        inRow.clear();
    }

    private void check(TokenBucket bucket, String what, Instant now) throws CaProblem {
        if (bucket.isEmpty(now)) {
            refusals++;
            throw CaProblem.limited(what, bucket.next(now));
        }
    }

    private void take(TokenBucket bucket, String what, Instant now) throws CaProblem {
        check(bucket, what, now);
        bucket.take(now);
    }

    private TokenBucket domain(String domain) {
        return domains.computeIfAbsent(domain, _ -> bucket(50, Duration.ofDays(7).dividedBy(50)));
    }

    private static TokenBucket failed() {
        return bucket(5, Duration.ofMinutes(12));
    }

    private static TokenBucket bucket(long capacity, Duration refill) {
        return new TokenBucket(capacity, refill);
    }

    private static TokenBucket perSecond(Endpoint endpoint) {
        return switch (endpoint) {
            case NEW_NONCE -> rate(10, 20);
            case NEW_ACCOUNT -> rate(15, 5);
            case NEW_ORDER -> rate(200, 300);
            case REVOKE -> rate(100, 10);
            case RENEWAL_INFO -> rate(100, 1000);
            case DIRECTORY -> rate(40, 40);
            default -> rate(125, 250);
        };
    }

    private static TokenBucket rate(int burst, int perSecond) {
        return bucket(burst, Duration.ofSeconds(1).dividedBy(perSecond));
    }

    /** Good enough for the names of tests: the last two labels. */
    private static Set<String> domainsOf(SortedSet<String> names) {
        Set<String> domains = new HashSet<>();
        for (String name : names) {
            String[] labels = name.split("\\.");
            domains.add(
                    labels.length < 2
                            ? name
                            : labels[labels.length - 2] + "." + labels[labels.length - 1]);
        }
        return domains;
    }
}
