package dev.quaygate.acme;

import java.util.Locale;

/** Why a certificate is renewed. */
public enum RenewalReason {
    /** There is none yet. */
    MISSING,
    /** Stored files are damaged. */
    DAMAGED,
    /** The authority has revoked it or is about to: a new key is needed. */
    REVOKED,
    /** A fiftieth of the life is left. */
    IMMINENT,
    /** A twentieth of the life is left. */
    EMERGENCY,
    /** A person asked. */
    ASKED,
    /** The point set by the operator. */
    POLICY,
    /** The authority's window. */
    ARI,
    /** The fraction of the life that goes without a window. */
    LIFE;

    /** The word in status and logs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
