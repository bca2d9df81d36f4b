package dev.quaygate.acme;

import dev.quaygate.acme.issue.OrderWish.Rank;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What handshakes say about the order of the queue: which missing names are asked for, and which
 * names only a handshake brought. Holds no more names than there are sets. Any thread; {@link
 * #asked} never blocks for long.
 */
final class HandshakeDemand {
    private static final Duration RECENT = Duration.ofMinutes(10);
    private static final Duration WRITE_AGAIN = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();
    private final Set<String> onDemand = ConcurrentHashMap.newKeySet();
    private volatile Set<String> names = Set.of();

    HandshakeDemand(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes over the wanted sets, and those that only handshakes brought. */
    void configure(List<CertificatePolicy> policies, List<CertificatePolicy> brought) {
        var all = new HashSet<String>();
        policies.forEach(policy -> all.addAll(policy.names()));
        names = all;
        asked.keySet().retainAll(all);
        List<String> ids = brought.stream().map(CertificatePolicy::id).toList();
        onDemand.addAll(ids);
        onDemand.retainAll(ids);
    }

    void addOnDemand(String set) {
        onDemand.add(set);
    }

    void removeOnDemand(String set) {
        onDemand.remove(set);
    }

    /** The place of a set without a certificate among others that wait. */
    Rank rank(String set, List<String> some) {
        if (onDemand.contains(set)) {
            return Rank.ON_DEMAND;
        }
        return isWanted(some) ? Rank.WANTED : Rank.MISSING;
    }

    /** A handshake asked for this name; strangers can ask for any. */
    void asked(String name) {
        Set<String> known = names;
        int dot = name.indexOf('.');
        String wildcard = dot < 0 ? name : "*" + name.substring(dot);
        String key = known.contains(name) ? name : wildcard;
        if (!known.contains(key)) {
            return;
        }
        Instant now = clock.instant();
        Instant before = asked.getOrDefault(key, Instant.MIN);
        if (before.isBefore(now.minus(WRITE_AGAIN))) {
            asked.put(key, now);
        }
    }

    /** Whether a handshake asked for one of these names in the last ten minutes. */
    private boolean isWanted(List<String> some) {
        Instant since = clock.instant().minus(RECENT);
        return some.stream().anyMatch(name -> asked.getOrDefault(name, Instant.MIN).isAfter(since));
    }
}
