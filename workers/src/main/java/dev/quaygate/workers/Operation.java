package dev.quaygate.workers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something long that a person asked for; kept for a while after its end. Any thread. */
public interface Operation {
    String id();

    String app();

    /**
     * {@code restart}, {@code scale}, {@code deploy}, {@code rollback}, {@code stop}, {@code
     * start}.
     */
    String verb();

    Instant startedAt();

    /** What happened so far, a line each, as in {@code 1/2 new worker ready in 2.1 s, …}. */
    List<String> lines();

    /** Empty while it runs. */
    Optional<Outcome> outcome();

    /** Waits for the end, at most that long; true if it has ended. */
    boolean await(Duration limit) throws InterruptedException;

    /**
     * @param code problem code if it failed, as QG7007; else empty
     * @param message last line for a person
     * @param workerLines last lines of the worker or step that made it fail
     */
    record Outcome(boolean succeeded, String code, String message, List<String> workerLines) {
        public Outcome {
            workerLines = List.copyOf(workerLines);
        }
    }
}
