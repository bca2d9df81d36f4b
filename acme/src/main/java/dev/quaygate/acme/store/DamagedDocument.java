package dev.quaygate.acme.store;

/**
 * A stored document does not parse or lacks a member; the reader falls back to an older one or does
 * without.
 */
public final class DamagedDocument extends RuntimeException {
    public DamagedDocument(String message) {
        super(message);
    }

    public DamagedDocument(String message, Throwable cause) {
        super(message, cause);
    }
}
