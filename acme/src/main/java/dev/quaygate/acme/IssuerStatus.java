package dev.quaygate.acme;

import dev.quaygate.acme.issue.OrderBudget;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one issuer, for command line, API and metrics alike. A snapshot.
 *
 * @param id name in the configuration
 * @param directory its directory, null for the internal authority
 * @param account address of our account there, null before the first order
 * @param profiles name to description, as its directory said last; empty before it was asked
 * @param caa values of CAA records that allow it, ready to paste; the last one binds our account
 * @param failures requests in a row that it did not answer
 * @param nextProbe when it is asked again, null while it answers
 * @param inFlight orders that run there now
 * @param budget limits that are in use, with what is left; empty where none are known
 */
public record IssuerStatus(
        String id,
        @Nullable URI directory,
        @Nullable URI account,
        SortedMap<String, String> profiles,
        List<String> caa,
        int failures,
        @Nullable Instant nextProbe,
        int inFlight,
        List<OrderBudget.Usage> budget) {
    public IssuerStatus {
        profiles = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
        caa = List.copyOf(caa);
        budget = List.copyOf(budget);
    }
}
