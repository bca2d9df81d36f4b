package dev.quaygate.acme.issue;

import java.util.List;

/**
 * An order that somebody wants to place.
 *
 * @param set name of the set; it has one place in the queue
 * @param ca the authority, as it is called in the store
 * @param account the account there, as it is called in the store
 * @param facts what is known of the authority
 * @param names names of the order
 * @param charge what the authority counts it for
 * @param priority its place among others that wait for the same limit
 */
public record OrderWish(
        String set,
        String ca,
        String account,
        CaFacts facts,
        List<String> names,
        Charge charge,
        Priority priority) {

    /** What an authority counts an order for. */
    public enum Charge {
        /** Nothing: it names the certificate it replaces (RFC 9773 §5). */
        NOTHING,
        /** The exact set only: these very names had a certificate before. */
        SET,
        /** Account, registered domains and exact set. */
        ALL
    }

    /** Who goes first. */
    public enum Rank {
        /** Revoked, or at most a twentieth of the life is left. */
        URGENT,
        /** Due. */
        DUE,
        /** No certificate yet, and somebody asked for the name in the last ten minutes. */
        WANTED,
        /** No certificate yet. */
        MISSING,
        /** A name that a handshake brought. */
        ON_DEMAND
    }

    /**
     * A place in the order of the queue.
     *
     * @param left part of the life left, which decides within a rank; 0 without a certificate
     */
    public record Priority(Rank rank, double left) {}

    public OrderWish {
        names = List.copyOf(names);
    }
}
