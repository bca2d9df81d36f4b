package dev.quaygate.acme.faultca;

/** How an order misbehaves. */
public enum OrderQuirk {
    NONE,
    /** Wants no proof. */
    READY_AT_ONCE,
    /** Is invalid from the start. */
    INVALID,
    /** Stays in processing until the test changes its mind. */
    STUCK,
    /** Expires a minute after it was placed. */
    SHORT
}
