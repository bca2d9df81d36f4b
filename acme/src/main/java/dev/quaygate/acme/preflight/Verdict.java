package dev.quaygate.acme.preflight;

import java.util.Locale;

/** How sure a finding is. */
public enum Verdict {
    /** Looked at and good. */
    OK,
    /** The authority will see the same: an order would be wasted. */
    FAULT,
    /** The view from here is not the authority's: worth a look, never a reason to stop. */
    UNKNOWN;

    /** The word in JSON and on screens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
