package dev.quaygate.it.corpus;

/** How the bytes of a case are given to the edge. */
public enum Way {
    WHOLE,
    BYTE_BY_BYTE,
    /** As a later request of a connection, after a harmless GET and a harmless POST. */
    SECOND
}
