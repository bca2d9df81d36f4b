package dev.quaygate.acme.preflight;

import dev.quaygate.acme.client.AcmeDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an order before it is placed.
 *
 * @param names of the certificate
 * @param profile wanted, null for the authority's best fit
 * @param directory of the authority, null if it could not be had
 * @param binding whether we have an external account binding, or an account already
 * @param zones names, without {@code *.}, that dns-01 can prove
 * @param now our clock
 */
public record OrderFacts(
        List<String> names,
        @Nullable String profile,
        @Nullable AcmeDirectory directory,
        boolean binding,
        Set<String> zones,
        Instant now) {
    public OrderFacts {
        names = List.copyOf(names);
        zones = Set.copyOf(zones);
    }
}
