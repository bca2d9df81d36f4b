package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeProblem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why an attempt to get a certificate failed, as a value that decides the retry. */
public sealed interface IssueFailure {
    /**
     * The authority cannot be asked, or its answer cannot be used.
     *
     * @param what one line for a person
     * @param retryAfter when the authority wants to be asked again, null if it said nothing
     */
    record Unreachable(String what, @Nullable Instant retryAfter) implements IssueFailure {}

    /**
     * The authority looked for the proof of a name and did not find it.
     *
     * @param what which name and how it was tried
     * @param problem the authority's objection, null if it gave none in time
     */
    record NotValidated(String what, @Nullable AcmeProblem problem) implements IssueFailure {}

    /**
     * The proof could not be put where the authority would look for it; it was not asked to look.
     *
     * @param code diagnostic
     * @param what which name, and what stood in the way
     * @param fix what a person can do; empty for the usual advice of the code
     */
    record NotPresented(String code, String what, String fix) implements IssueFailure {}

    /**
     * This will not be issued as it is asked for.
     *
     * @param code diagnostic
     * @param what what was refused
     * @param problem the authority's objection, null if it was not even asked
     */
    record Refused(String code, String what, @Nullable AcmeProblem problem)
            implements IssueFailure {}

    /**
     * Too much was asked for.
     *
     * @param problem the authority's words, which name the limit
     * @param retryAt when the authority wants to be asked again, null if it did not say
     */
    record RateLimited(AcmeProblem problem, @Nullable Instant retryAt) implements IssueFailure {}

    /** The authority wants a person to do something about the account. */
    record AccountBlocked(AcmeProblem problem) implements IssueFailure {}

    /** Our own store cannot be written; nobody was asked for anything. */
    record StoreUnwritable(String what) implements IssueFailure {}

    /** Judges a call that brought no result. */
    static IssueFailure of(AcmeFailure failure) {
        Instant retryAfter = failure.retryAfter().orElse(null);
        return switch (failure.reason()) {
            case AcmeFailure.Reason.Unreachable(String what, int _) ->
                    new Unreachable(what, retryAfter);
            case AcmeFailure.Reason.ProfileNotOffered(String profile, List<String> offered) ->
                    new Refused(
                            "QG3020",
                            "profile '" + profile + "' is not offered; the CA offers " + offered,
                            null);
            case AcmeFailure.Reason.AlreadyReplaced(AcmeProblem problem) ->
                    ofRequest(problem, retryAfter);
            case AcmeFailure.Reason.Refused(AcmeProblem problem) -> ofRequest(problem, retryAfter);
        };
    }

    /**
     * Judges the objection that made an authorization or an order invalid.
     *
     * @param what which name and how it was tried
     */
    static IssueFailure ofValidation(String what, @Nullable AcmeProblem problem) {
        if (problem == null || problem.is("unauthorized")) {
            return new NotValidated(what, problem);
        }
        return switch (ofRequest(problem, null)) {
            case Refused(String code, String _, AcmeProblem _) when !code.equals("QG3018") ->
                    new Refused(code, what + ": " + problem.summary(), problem);
            case RateLimited limited -> limited;
            default -> new NotValidated(what, problem);
        };
    }

    private static IssueFailure ofRequest(AcmeProblem problem, @Nullable Instant retryAfter) {
        if (problem.httpStatus() >= 500) {
            return new Unreachable(problem.summary(), retryAfter);
        }
        return switch (problem.type()) {
            case "rateLimited" -> new RateLimited(problem, retryAfter);
            case "serverInternal", "badNonce" -> new Unreachable(problem.summary(), retryAfter);
            case "userActionRequired",
                    "accountDoesNotExist",
                    "externalAccountRequired",
                    "unauthorized" ->
                    new AccountBlocked(problem);
            case "connection", "dns", "tls", "incorrectResponse" ->
                    new NotValidated(problem.summary(), problem);
            case "caa" -> new Refused("QG3004", problem.summary(), problem);
            case "unsupportedIdentifier" -> new Refused("QG3017", problem.summary(), problem);
            case "invalidProfile" -> new Refused("QG3020", problem.summary(), problem);
            default -> new Refused("QG3018", problem.summary(), problem);
        };
    }

    /** The class that decides the schedule. */
    default FailureKind kind() {
        return switch (this) {
            case Unreachable _ -> FailureKind.UNREACHABLE;
            case NotValidated _, NotPresented _ -> FailureKind.VALIDATION;
            case Refused _ -> FailureKind.REFUSED;
            case RateLimited _ -> FailureKind.RATE_LIMITED;
            case AccountBlocked _ -> FailureKind.ACCOUNT;
            case StoreUnwritable _ -> FailureKind.STORE;
        };
    }

    /** When the authority wants to be asked again, null if it did not say. */
    default @Nullable Instant retryAt() {
        return switch (this) {
            case Unreachable(String _, Instant retryAfter) -> retryAfter;
            case RateLimited(AcmeProblem _, Instant retryAt) -> retryAt;
            case NotValidated _, NotPresented _, Refused _, AccountBlocked _, StoreUnwritable _ ->
                    null;
        };
    }

    /** The authority's objection, null if it made none. */
    default @Nullable AcmeProblem objection() {
        return switch (this) {
            case Unreachable _, NotPresented _, StoreUnwritable _ -> null;
            case NotValidated(String _, AcmeProblem problem) -> problem;
            case Refused(String _, String _, AcmeProblem problem) -> problem;
            case RateLimited(AcmeProblem problem, Instant _) -> problem;
            case AccountBlocked(AcmeProblem problem) -> problem;
        };
    }

    /** What happened, in one line. */
    default String text() {
        return switch (this) {
            case Unreachable(String what, Instant _) -> what;
            case NotValidated(String what, AcmeProblem problem) ->
                    problem == null ? what : what + ": " + problem.summary();
            case NotPresented(String _, String what, String _) -> what;
            case Refused(String _, String what, AcmeProblem _) -> what;
            case RateLimited(AcmeProblem problem, Instant _) -> problem.summary();
            case AccountBlocked(AcmeProblem problem) -> problem.summary();
            case StoreUnwritable(String what) -> what;
        };
    }
}
