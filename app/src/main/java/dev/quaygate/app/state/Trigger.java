package dev.quaygate.app.state;

import java.util.Locale;

/** Why a configuration was loaded. */
public enum Trigger {
    START,
    /** A watched file changed. */
    FILE,
    /** SIGHUP. */
    SIGNAL,
    /** The admin endpoint, and so the command line. */
    API;

    /** The word in status and log. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
