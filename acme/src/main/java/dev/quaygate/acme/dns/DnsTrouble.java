package dev.quaygate.acme.dns;

/** DNS does not lead to an answer. The message names the name, the server and what it said. */
public final class DnsTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble. */
    public enum Kind {
        /** A chain of aliases that has no end within eight, or leads to nothing. */
        ALIAS_LOOP,
        /** A server fails, or signatures do not hold. */
        SERVER_FAILURE,
        /** No server could be asked. */
        UNREACHABLE
    }

    private final Kind kind;

    public DnsTrouble(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
