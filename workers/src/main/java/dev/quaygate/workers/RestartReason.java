package dev.quaygate.workers;

/** Why a worker was followed by another one that nobody asked for. */
public enum RestartReason {
    /** It ended by itself. */
    EXIT("exit"),
    /** Its process could not be made, or a step before it failed. */
    START("start"),
    /** It was not ready in time. */
    NOT_READY("notReady"),
    /** It no longer answered. */
    HUNG("hung"),
    /** It was above its memory limit: killed by us or by the kernel. */
    HARD_MEMORY("hardMemory"),
    /** It came near its memory limit. */
    SOFT_MEMORY("softMemory"),
    /** It had answered as many requests as it was to. */
    REQUESTS("requests"),
    /** It was as old as it was to become. */
    AGE("age");

    private final String word;

    RestartReason(String word) {
        this.word = word;
    }

    /** As in metrics and JSON. */
    public String word() {
        return word;
    }
}
