package dev.quaygate.proxy.observe;

import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** What kind of end a cause stands for. */
final class Causes {
    private static final EnumSet<Cause> ANSWERS =
            EnumSet.of(
                    Cause.UPSTREAM_ANSWER, Cause.REDIRECT, Cause.FIXED_ANSWER, Cause.MAINTENANCE);

    /** Causes that cut a response after its head. */
    private static final EnumSet<Cause> CUTS =
            EnumSet.of(
                    Cause.CLIENT_ABORT,
                    Cause.CLIENT_STALL,
                    Cause.H2_ABUSE,
                    Cause.UPSTREAM_CUT,
                    Cause.UPSTREAM_STALL,
                    Cause.RELOAD_CUT,
                    Cause.DRAIN_CUT);

    private static final int CLIENT_LEFT = 499;

    private Causes() {}

    /** Whether something went wrong, other than by the application's or the file's wish. */
    static boolean isFailure(@Nullable Cause cause) {
        return cause != null && !ANSWERS.contains(cause);
    }

    /** Whether a response was begun or the connection was open, and then it was cut. */
    static boolean isCut(@Nullable Cause cause, int status) {
        if (!isFailure(cause)) {
            return false;
        }
        return status == 0 || status != CLIENT_LEFT && CUTS.contains(cause);
    }
}
