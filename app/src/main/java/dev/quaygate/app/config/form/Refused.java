package dev.quaygate.app.config.form;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A value that does not read; stays inside forms, which report it with its place. */
public final class Refused extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    final String code;
    final String hint;
    final @Nullable String suggestion;

    public Refused(String code, String message, String hint) {
        this(code, message, hint, null);
    }

    public Refused(String code, String message, String hint, @Nullable String suggestion) {
        super(message, null, false, false);
        this.code = code;
        this.hint = hint;
        this.suggestion = suggestion;
    }

    String what() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
