package dev.quaygate.acme;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.Lease;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The right to order for a set, while nobody orders for sets of the same names: both would answer
 * the same challenges, and what the first proves the second need not prove again.
 */
final class OrderLease implements AutoCloseable {
    private final Lease own;
    private final Deque<Lease> all;

    private OrderLease(Lease own, Deque<Lease> all) {
        this.own = own;
        this.all = all;
    }

    /**
     * @param others sets of the same names
     * @return empty if somebody else is at one of them
     * @throws dev.quaygate.acme.store.StoreProblem if the store cannot say; nothing is held then
     */
    static Optional<OrderLease> take(CertificateStore store, String set, List<String> others) {
        var held = new ArrayDeque<Lease>();
        Lease own = null;
        try {
            // Everybody in the same order, so that of two one gets both.
            for (String id : Stream.concat(Stream.of(set), others.stream()).sorted().toList()) {
                Lease lease = store.lease(id).orElse(null);
                if (lease == null) {
                    return Optional.empty();
                }
                held.push(lease);
                own = id.equals(set) ? lease : own;
            }
            if (own == null) {
                return Optional.empty();
            }
            var all = new ArrayDeque<>(held);
            held.clear();
            return Optional.of(new OrderLease(own, all));
        } finally {
            held.forEach(Lease::close);
        }
    }

    /** The lease of the set itself, to publish under. */
    Lease own() {
        return own;
    }

    @Override
    public void close() {
        all.forEach(Lease::close);
    }
}
