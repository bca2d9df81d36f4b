package dev.quaygate.workers.launch;

import java.io.Serial;

/** A process could not be started. The message says what, where, with which value, what to do. */
public final class LaunchProblem extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    public LaunchProblem(String message) {
        super(message);
    }

    public LaunchProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
