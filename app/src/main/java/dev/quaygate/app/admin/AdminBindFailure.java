package dev.quaygate.app.admin;

import java.io.IOException;
import java.io.Serial;

/** The admin endpoint could not be opened at an address. Nothing of the attempt is left. */
public final class AdminBindFailure extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final String address;
    private final boolean inUse;

    AdminBindFailure(String address, boolean inUse, String message, IOException cause) {
        super(message, cause);
        this.address = address;
        this.inUse = inUse;
    }

    public String address() {
        return address;
    }

    /** Whether somebody else is there. */
    public boolean isInUse() {
        return inUse;
    }
}
