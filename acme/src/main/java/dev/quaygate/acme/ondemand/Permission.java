package dev.quaygate.acme.ondemand;

/** Says whether a name may have a certificate. */
public interface Permission extends AutoCloseable {
    /** What was said. */
    sealed interface Answer {
        /** The name may have one. */
        record Allowed() implements Answer {}

        /**
         * It may not.
         *
         * @param status of the answer (RFC 9110 §15); a redirect denies like any other but 200
         */
        record Denied(int status) implements Answer {}

        /** Nobody answered, or not in time: denies too. */
        record Failed(String why) implements Answer {}
    }

    /**
     * Asks. Blocks for the time limit of a question at most; virtual threads.
     *
     * @param name one that {@link DemandedName} finds nothing wrong with
     */
    Answer ask(String name) throws InterruptedException;

    /** Lets go of connections. */
    @Override
    default void close() {}
}
