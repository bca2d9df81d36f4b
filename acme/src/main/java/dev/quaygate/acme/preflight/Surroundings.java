package dev.quaygate.acme.preflight;

import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of this machine.
 *
 * @param addresses where names should lead to; empty if that is not known
 * @param http whether something here listens for clear HTTP
 * @param https whether something here listens for TLS
 * @param httpPort where an authority would ask, 80 outside of tests
 * @param lastFromOutside when the last connection from outside came for clear HTTP, null if none
 *     has since the start
 */
public record Surroundings(
        Set<InetAddress> addresses,
        boolean http,
        boolean https,
        int httpPort,
        @Nullable Instant lastFromOutside) {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    /** Nothing is known; everything listens. */
    public static final Surroundings UNKNOWN = new Surroundings(Set.of(), true, true, 80, null);

    public Surroundings {
        addresses = Set.copyOf(addresses);
    }

    /** Whether the world reaches this machine at all, as a clause. */
    String outside() {
        return lastFromOutside == null
                ? "no connection from outside has come since the start"
                : "the last connection from outside came at " + MINUTE.format(lastFromOutside);
    }

    boolean isOurs(InetAddress address) {
        return addresses.contains(address);
    }
}
