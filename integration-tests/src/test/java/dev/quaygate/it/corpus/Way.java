package dev.quaygate.it.corpus;

/** How the bytes of a case are given to the edge. */
public enum Way {
    WHOLE,
    BYTE_BY_BYTE,
    /** As the second request of a connection, after a harmless GET or POST by turns. */
    SECOND
}
