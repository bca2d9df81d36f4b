package dev.quaygate.app.admin;

/** What a caller may do. */
enum Role {
    /** Nothing but the open probes. */
    NONE,
    READ,
    WRITE
}
