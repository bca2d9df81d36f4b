package dev.quaygate.acme.challenge;

import dev.quaygate.acme.dns.AuthoritativeDns;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Zones that share one way to write TXT records. A value that exists is valid.
 *
 * @param zones names, in lower case without the dot at the end; at least one
 * @param provider word of a {@link DnsProvider}
 * @param options of the provider
 * @param ttl of records, 1 s to a day
 * @param follow write where an alias at {@code _acme-challenge} leads
 * @param propagation how to see that a record has arrived
 */
public record DnsZone(
        List<String> zones,
        String provider,
        ProviderOptions options,
        Duration ttl,
        boolean follow,
        Propagation propagation) {

    /**
     * How long to look for a record, and where.
     *
     * @param timeout how long
     * @param every pause between two looks
     * @param resolvers asked instead of the responsible servers; empty for those
     */
    public record Propagation(Duration timeout, Duration every, List<InetSocketAddress> resolvers) {
        /** Five minutes, each five seconds, at all responsible servers. */
        public static final Propagation DEFAULT =
                new Propagation(Duration.ofMinutes(5), Duration.ofSeconds(5), List.of());

        public Propagation {
            resolvers = List.copyOf(resolvers);
            require(every.isPositive(), "propagation.every", every + " must be positive");
            require(
                    timeout.compareTo(every) >= 0,
                    "propagation.timeout",
                    timeout + " is shorter than every " + every);
        }

        int looks() {
            return (int) Math.min(100_000, 1 + timeout.dividedBy(every));
        }
    }

    public DnsZone {
        zones = List.copyOf(zones);
        require(!zones.isEmpty(), "zones", "at least one zone is needed");
        for (String zone : zones) {
            require(
                    zone.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*"),
                    "zones",
                    "'" + zone + "' is not the name of a zone");
        }
        require(
                ttl.compareTo(Duration.ofSeconds(1)) >= 0 && ttl.compareTo(Duration.ofDays(1)) <= 0,
                "ttl",
                ttl + " must lie between 1s and 1d");
    }

    /** Whether a name lies in one of the zones. */
    public boolean covers(String name) {
        return longest(name).isPresent();
    }

    /** The longest of the zones that a name lies in. */
    Optional<String> longest(String name) {
        return zones.stream()
                .filter(zone -> AuthoritativeDns.isWithin(name, zone))
                .max(Comparator.comparingInt(String::length));
    }

    private static void require(boolean holds, String field, String message) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + message);
        }
    }
}
