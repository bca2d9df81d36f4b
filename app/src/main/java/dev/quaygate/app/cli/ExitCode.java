package dev.quaygate.app.cli;

/** Exit statuses; a number never changes its meaning. */
public final class ExitCode {
    public static final int DONE = 0;

    /** The operation failed. */
    public static final int FAILED = 1;

    /** Wrong usage. */
    public static final int USAGE = 2;

    /** The configuration has errors. */
    public static final int CONFIGURATION = 3;

    /** An address cannot be bound, or a permission is missing. */
    public static final int CANNOT_BIND = 4;

    /** No process answers at the admin address. */
    public static final int UNREACHABLE = 5;

    /** Something needs a person. */
    public static final int ATTENTION = 6;

    /** Refused by policy, lock or role. */
    public static final int REFUSED = 7;

    private ExitCode() {}

    /** In words. */
    static String meaning(int exit) {
        return switch (exit) {
            case DONE -> "done";
            case FAILED -> "failed";
            case USAGE -> "wrong usage";
            case CONFIGURATION -> "the configuration has errors";
            case CANNOT_BIND -> "an address cannot be bound, or a permission is missing";
            case UNREACHABLE -> "nothing answers at the admin address";
            case ATTENTION -> "something needs a person";
            case REFUSED -> "refused: policy, lock, limit or role";
            default -> throw new IllegalArgumentException("no exit status: " + exit);
        };
    }
}
