package dev.quaygate.workers.settings;

import java.io.Serial;

/** A setting has a value that it must not have. The message names value and remedy. */
public final class InvalidSetting extends IllegalArgumentException {
    @Serial private static final long serialVersionUID = 1L;

    private final String field;

    public InvalidSetting(String field, String message) {
        super(message);
        this.field = field;
    }

    /** Name of the record component, as in {@code workers}. */
    public String field() {
        return field;
    }

    static void require(boolean holds, String field, String message) {
        if (!holds) {
            throw new InvalidSetting(field, message);
        }
    }
}
