package dev.quaygate.it.corpus;

/** What became of one input of a corpus. */
public enum Verdict {
    /** Nothing reached the upstream; the client got an error status or a close. */
    REFUSED,
    /** Exactly what the case declares reached the upstream, strictly formed. */
    CLEAN,
    /** A request began upstream and its connection was closed without an end. */
    ABORTED,
    /**
     * Malformed, ambiguous, forged or unasked bytes reached the upstream, or an answer went to the
     * wrong request.
     */
    DIRTY,
    /** A path under the denied prefix reached the upstream. */
    BYPASS,
    /** The client got a 2xx that no upstream gave. */
    INVENTED,
    /** Neither ended nor aborted within 1.5 s, at the client or at the upstream. */
    HALF_OPEN;

    /** Whether the verdict is harmful whatever the case allows. */
    public boolean dangerous() {
        return this == DIRTY || this == BYPASS || this == INVENTED || this == HALF_OPEN;
    }
}
