package dev.quaygate.acme;

/** The key of an account was not changed, as far as we know; the message says why. */
public final class KeyChangeFailed extends Exception {
    private static final long serialVersionUID = 1L;

    KeyChangeFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
