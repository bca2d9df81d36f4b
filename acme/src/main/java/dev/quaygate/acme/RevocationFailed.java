package dev.quaygate.acme;

/** A certificate could not be revoked; the message says why and what to do. */
public final class RevocationFailed extends Exception {
    private static final long serialVersionUID = 1L;

    RevocationFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
