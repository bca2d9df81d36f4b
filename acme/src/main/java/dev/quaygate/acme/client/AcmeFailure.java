package dev.quaygate.acme.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that brought no result. {@link #reason} says whose fault it is; what to do about it is for
 * the caller to decide. The message is for people and never contains keys, tokens or signatures.
 */
public final class AcmeFailure extends Exception {
    /** Why a call failed. */
    public sealed interface Reason {
        /**
         * The authority could not be asked, or its answer could not be used: connect, TLS, time
         * limit, status 5xx, wrong content type, unparsable, too large, nonces refused again and
         * again, an address on a foreign host.
         *
         * @param what one line for a person
         * @param httpStatus status of the last answer, 0 when there was none
         */
        record Unreachable(String what, int httpStatus) implements Reason {}

        /** The authority answered with a problem document (RFC 7807, RFC 8555 §6.7). */
        record Refused(AcmeProblem problem) implements Reason {}

        /**
         * The certificate named in {@code replaces} has a successor (RFC 9773 §5): order again
         * without it.
         */
        record AlreadyReplaced(AcmeProblem problem) implements Reason {}

        /** The wanted profile is not among those that the directory offers now. */
        record ProfileNotOffered(String profile, List<String> offered) implements Reason {
            public ProfileNotOffered {
                offered = List.copyOf(offered);
            }
        }
    }

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final @Nullable Instant retryAfter;

    /**
     * Wraps a reason with the instant of the answer's Retry-After header, if it had a usable one.
     */
    public AcmeFailure(Reason reason, @Nullable Instant retryAfter, @Nullable Throwable cause) {
        super(describe(reason), cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** Whose fault it is, with the authority's own words where it said any. */
    public Reason reason() {
        return reason;
    }

    /**
     * When the authority wants to be asked again, as it said: not capped here, never in the past of
     * the answer. Empty when it said nothing or nonsense.
     */
    public Optional<Instant> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The problem document, when there was one. */
    public Optional<AcmeProblem> problem() {
        return switch (reason) {
            case Reason.Refused(AcmeProblem problem) -> Optional.of(problem);
            case Reason.AlreadyReplaced(AcmeProblem problem) -> Optional.of(problem);
            case Reason.Unreachable _, Reason.ProfileNotOffered _ -> Optional.empty();
        };
    }

    private static String describe(Reason reason) {
        return switch (reason) {
            case Reason.Unreachable(String what, int _) -> what;
            case Reason.Refused(AcmeProblem problem) -> problem.summary();
            case Reason.AlreadyReplaced(AcmeProblem problem) -> problem.summary();
            case Reason.ProfileNotOffered(String profile, List<String> offered) ->
                    "profile '" + profile + "' is not offered; the CA offers: " + listed(offered);
        };
    }

    private static String listed(List<String> offered) {
        return offered.isEmpty() ? "no profiles" : String.join(", ", offered);
    }
}
