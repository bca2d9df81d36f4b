package dev.quaygate.workers;

/** Where a place for a worker is in the life of its process. */
enum Stage {
    /** No process; starts at the deadline. */
    WAITING,
    LAUNCHING,
    /** Runs, not ready; given up at the deadline. */
    STARTING,
    READY,
    /** Finishes requests, until the deadline. */
    DRAINING,
    /** Was signalled; killed at the deadline. */
    STOPPING,
    /** Has ended; what it left behind is killed at the deadline. */
    SWEEPING,
    GONE
}
