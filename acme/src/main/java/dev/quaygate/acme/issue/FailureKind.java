package dev.quaygate.acme.issue;

import java.util.Locale;

/** Classes of failure; each has its own retry schedule. */
public enum FailureKind {
    /** The authority cannot be asked. Counts for the authority, not for the name. */
    UNREACHABLE,
    /** The authority looked and did not find the proof. */
    VALIDATION,
    /** The authority does not want to issue this. */
    REFUSED,
    /** Too much was asked; the authority says when to come back. */
    RATE_LIMITED,
    /** The account is the problem; a person has to act. */
    ACCOUNT,
    /** Our own store cannot be written; no authority was asked. */
    STORE;

    /** The word in status, logs and stored files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of a stored word. */
    public static FailureKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
