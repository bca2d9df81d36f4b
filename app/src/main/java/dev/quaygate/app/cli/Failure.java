package dev.quaygate.app.cli;

import java.io.Serial;

/** A verb cannot do what it was asked; the message is printed, the status ends the process. */
public final class Failure extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final int exit;

    public Failure(int exit, String message) {
        super(message, null, false, false);
        this.exit = exit;
    }

    int exit() {
        return exit;
    }
}
