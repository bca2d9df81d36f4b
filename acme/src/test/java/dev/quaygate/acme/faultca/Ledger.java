package dev.quaygate.acme.faultca;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every request, so that a test can state "exactly one order". Any thread. */
public final class Ledger {
    /**
     * One request.
     *
     * @param account id of the account, empty for an anonymous one
     * @param about id of the order, or of what else it was about
     * @param problem type of the objection, null if there was none
     */
    public record Entry(
            Instant at,
            Endpoint endpoint,
            String account,
            String about,
            List<String> names,
            @Nullable String problem) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Endpoint, Integer> counts = new EnumMap<>(Endpoint.class);
    private boolean countsOnly;

    /** For runs of millions of requests: keeps new orders, counts all else. */
    public synchronized void keepOrdersOnly() {
        countsOnly = true;
    }

    synchronized void add(Entry entry) {
        counts.merge(entry.endpoint(), 1, Integer::sum);
        if (!countsOnly || entry.endpoint() == Endpoint.NEW_ORDER || entry.problem() != null) {
            entries.add(entry);
        }
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public List<Entry> of(Endpoint endpoint) {
        return entries().stream().filter(entry -> entry.endpoint() == endpoint).toList();
    }

    /** Orders that were placed. */
    public List<Entry> orders() {
        return of(Endpoint.NEW_ORDER).stream().filter(e -> e.problem() == null).toList();
    }

    /** Requests that were answered with this problem. */
    public List<Entry> refused(String problem) {
        return entries().stream().filter(e -> problem.equals(e.problem())).toList();
    }

    public synchronized int count(Endpoint endpoint) {
        return counts.getOrDefault(endpoint, 0);
    }

    public synchronized int count() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
