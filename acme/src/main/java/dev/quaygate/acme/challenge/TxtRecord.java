package dev.quaygate.acme.challenge;

import java.time.Duration;

/**
 * One value to be written for an authority to find. Names are without the dot at the end. Its text
 * form leaves out the key authorization.
 *
 * @param domain the name that is proved, for a wildcard the name behind {@code *.}
 * @param name where to write: {@code _acme-challenge.} and the domain, or where aliases lead
 * @param zone the zone that {@code name} is in
 * @param value the text
 * @param keyAuthorization token and thumbprint, of which the value is a hash
 * @param ttl time to live, whole seconds
 */
public record TxtRecord(
        String domain,
        String name,
        String zone,
        String value,
        String keyAuthorization,
        Duration ttl) {
    /** The authority's random part. */
    public String token() {
        int dot = keyAuthorization.indexOf('.');
        return dot < 0 ? keyAuthorization : keyAuthorization.substring(0, dot);
    }

    /** The name without the zone; empty if it is the zone itself. */
    public String relativeName() {
        return name.equals(zone) ? "" : name.substring(0, name.length() - zone.length() - 1);
    }

    @Override
    public String toString() {
        return "TxtRecord[name=" + name + ", zone=" + zone + ", value=" + value + "]";
    }
}
