package dev.quaygate.app.tickets;

import dev.quaygate.proxy.tls.TicketKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of ticket keys: the ring in use, when each key was seen first, and keys that
 * it made while the store was away, whose tickets are still out there. Not thread-safe.
 */
final class KnownKeys {
    private final Map<TicketKey, Instant> seen = new HashMap<>();
    private final List<TicketRing.Dated> own = new ArrayList<>();
    private @Nullable TicketRing ring; // null before the first

    @Nullable TicketRing ring() {
        return ring;
    }

    /** When a key of the ring in use was seen first. */
    Instant seen(TicketKey key) {
        return seen.getOrDefault(key, Instant.MIN);
    }

    /** Takes over what all nodes share. */
    void share(TicketRing next, Instant now) {
        ring = next;
        List<TicketKey> keys = next.keys();
        seen.keySet().retainAll(keys);
        keys.forEach(key -> seen.putIfAbsent(key, now));
    }

    /** Takes over a ring whose first key nobody else may know. */
    void make(TicketRing next, Instant now) {
        share(next, now);
        own.add(next.first());
    }

    /** What the data plane is to use; own keys that are over are forgotten. */
    List<TicketKey> usable(TicketSchedule schedule, Instant now) {
        TicketRing present = ring;
        if (present == null) {
            return List.of();
        }
        own.removeIf(one -> !now.isBefore(schedule.ends(one)));
        var keys = new ArrayList<>(present.keys());
        own.stream()
                .map(TicketRing.Dated::key)
                .filter(key -> !keys.contains(key))
                .forEach(keys::add);
        return keys;
    }
}
