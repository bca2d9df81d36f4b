package dev.quaygate.workers.probe;

/** What a worker's answer says. */
public sealed interface ProbeResult {
    /** It works. */
    record Good() implements ProbeResult {}

    /**
     * It does not.
     *
     * @param why for a person, as {@code GET /up: 503}
     */
    record Bad(String why) implements ProbeResult {}

    default boolean good() {
        return this instanceof Good;
    }
}
