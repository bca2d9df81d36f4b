package dev.quaygate.app.state;

import java.util.Locale;

/** Where the process stands in its life. */
public enum Phase {
    STARTING,
    READY,
    DRAINING;

    /** The word in status and readiness. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
