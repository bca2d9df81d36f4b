package dev.quaygate.acme.preflight;

import java.net.InetAddress;
import java.util.Set;

/**
 * What is known of this machine.
 *
 * @param addresses where names should lead to; empty if that is not known
 * @param http whether something here listens for clear HTTP
 * @param https whether something here listens for TLS
 * @param httpPort where an authority would ask, 80 outside of tests
 */
public record Surroundings(Set<InetAddress> addresses, boolean http, boolean https, int httpPort) {
    /** Nothing is known; everything listens. */
    public static final Surroundings UNKNOWN = new Surroundings(Set.of(), true, true, 80);

    public Surroundings {
        addresses = Set.copyOf(addresses);
    }

    boolean isOurs(InetAddress address) {
        return addresses.contains(address);
    }
}
