package dev.quaygate.acme.client;

/** State of an order, an authorization or a challenge (RFC 8555 §7.1.6). */
public enum AcmeStatus {
    PENDING,
    READY,
    PROCESSING,
    VALID,
    INVALID,
    EXPIRED,
    DEACTIVATED,
    REVOKED,
    /** A word that this version does not know; wait and ask again. */
    UNKNOWN
}
