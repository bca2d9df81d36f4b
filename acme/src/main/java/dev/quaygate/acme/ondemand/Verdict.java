package dev.quaygate.acme.ondemand;

import java.util.Locale;

/** Whether a name gets a certificate on demand. */
public sealed interface Verdict {
    /** It was allowed and the budgets have room: one order may follow. */
    record Granted() implements Verdict {}

    /**
     * It gets none now.
     *
     * @param detail for a person, without the name
     */
    record Refused(Reason reason, String detail) implements Verdict {}

    /** Why a name gets none. */
    enum Reason {
        /** It is no plain DNS name. */
        NAME,
        /** It was denied a short while ago. */
        DENIED_BEFORE,
        /** The network of the client has asked for too many. */
        ADDRESS,
        /** All clients together have asked for too many. */
        QUESTIONS,
        /** Too many questions are under way. */
        BUSY,
        /** Who was asked denied it. */
        DENIED,
        /** Who was asked did not answer. */
        ASK_FAILED,
        /** Allowed, but too many new names were ordered. */
        NEW_NAMES,
        /** Allowed, but too many names of its registered domain were ordered. */
        DOMAIN;

        /** The word in logs and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
