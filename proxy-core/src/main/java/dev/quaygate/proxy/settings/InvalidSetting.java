package dev.quaygate.proxy.settings;

import java.io.Serial;

/** A settings value that may not exist. {@link #field()} is the record component that is wrong. */
public final class InvalidSetting extends IllegalArgumentException {
    @Serial private static final long serialVersionUID = 1L;

    private final String field;

    public InvalidSetting(String field, String message) {
        super(message);
        this.field = field;
    }

    /** Name of the record component, as in {@code weight}. */
    public String field() {
        return field;
    }
}
