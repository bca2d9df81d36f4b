package dev.quaygate.app;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The process cannot start, or a reload cannot be done; the message says what to do. */
final class StartupProblem extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final String code;
    private final int exit;

    /**
     * @param code diagnostic such as {@code QG2001}
     * @param exit exit status of the process
     */
    StartupProblem(String code, int exit, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.exit = exit;
    }

    String code() {
        return code;
    }

    int exit() {
        return exit;
    }

    /** As it is printed. */
    String text() {
        return "error[" + code + "]: " + getMessage();
    }
}
