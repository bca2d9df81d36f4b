package dev.quaygate.acme.store;

/**
 * The right to order and publish for one name set. Held by at most one holder at a time; closing
 * gives it back. Any thread.
 */
public interface Lease extends AutoCloseable {
    /** The name set this lease is for. */
    String set();

    /**
     * Fencing token: grows with every lease of the set, so that a late holder can be told from the
     * present one.
     */
    long token();

    /** False once the lease was closed or lost; the holder then stops at its next step. */
    boolean held();

    @Override
    void close();
}
