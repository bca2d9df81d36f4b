package dev.quaygate.proxy.listener;

import java.io.Serial;

/** A listener could not be opened. Nothing of the attempt is left. */
public final class BindFailure extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        IN_USE,
        DENIED,
        OTHER
    }

    private final String listener;
    private final String address;
    private final Reason reason;

    BindFailure(String listener, String address, Reason reason, String message, Throwable why) {
        super(message, why);
        this.listener = listener;
        this.address = address;
        this.reason = reason;
    }

    public String listener() {
        return listener;
    }

    public String address() {
        return address;
    }

    public Reason reason() {
        return reason;
    }
}
