package dev.quaygate.acme.challenge;

import java.time.Duration;

/**
 * One value to be written for an authority to find. Names are without the dot at the end.
 *
 * @param domain the name that is proved, for a wildcard the name behind {@code *.}
 * @param name where to write: {@code _acme-challenge.} and the domain, or where aliases lead
 * @param zone the zone that {@code name} is in
 * @param value the text
 * @param ttl time to live, whole seconds
 */
public record TxtRecord(String domain, String name, String zone, String value, Duration ttl) {
    /** The name without the zone; empty if it is the zone itself. */
    public String relativeName() {
        return name.equals(zone) ? "" : name.substring(0, name.length() - zone.length() - 1);
    }
}
