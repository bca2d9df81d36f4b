package dev.quaygate.acme.client;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an authority offers now (RFC 8555 §7.1.1).
 *
 * @param url address of the directory
 * @param profiles name to description, sorted; empty when it knows no profiles
 * @param externalAccountRequired whether a new account needs an external account binding
 * @param renewalInfo whether it tells when to renew (RFC 9773)
 * @param caaIdentities names it looks for in CAA records
 * @param termsOfService page with the terms, null when there are none
 * @param serverTime its clock by the {@code Date} header, null when it sent none
 */
public record AcmeDirectory(
        URI url,
        SortedMap<String, String> profiles,
        boolean externalAccountRequired,
        boolean renewalInfo,
        List<String> caaIdentities,
        @Nullable URI termsOfService,
        @Nullable Instant serverTime) {

    public AcmeDirectory {
        profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
        caaIdentities = List.copyOf(caaIdentities);
    }
}
