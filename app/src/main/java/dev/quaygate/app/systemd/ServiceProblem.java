package dev.quaygate.app.systemd;

import java.io.Serial;

/** A service cannot be installed or removed; nothing was changed. The message says what to do. */
public final class ServiceProblem extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    ServiceProblem(String message) {
        super(message);
    }
}
