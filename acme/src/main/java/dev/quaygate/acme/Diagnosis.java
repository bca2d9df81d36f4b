package dev.quaygate.acme;

import dev.quaygate.acme.client.AcmeProblem;
import dev.quaygate.acme.issue.BudgetLimit.Scope;
import dev.quaygate.acme.issue.IssueFailure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns a failure into a diagnostic code and the sentence that says what a person can do about it.
 */
final class Diagnosis {
    private Diagnosis() {}

    static CertificateStatus.Fault of(IssueFailure failure) {
        AcmeProblem problem = failure.objection();
        String code = code(failure, problem);
        return new CertificateStatus.Fault(
                code,
                failure.kind().word(),
                problem == null ? null : problem.type(),
                failure.text(),
                advice(failure, code, problem));
    }

    private static String advice(IssueFailure failure, String code, @Nullable AcmeProblem problem) {
        return failure instanceof IssueFailure.NotPresented(String _, String _, String fix)
                        && !fix.isEmpty()
                ? fix
                : fix(code, problem);
    }

    private static String code(IssueFailure failure, @Nullable AcmeProblem problem) {
        return switch (failure) {
            case IssueFailure.Unreachable _ -> "QG3031";
            case IssueFailure.StoreUnwritable _ -> "QG3027";
            case IssueFailure.Refused(String code, String _, AcmeProblem _) -> code;
            case IssueFailure.NotPresented(String code, String _, String _) -> code;
            case IssueFailure.NotValidated _ -> validation(problem);
            case IssueFailure.RateLimited(AcmeProblem limit, var _) -> limit(limit).code();
            case IssueFailure.AccountBlocked(AcmeProblem account) -> account(account);
        };
    }

    private static String validation(@Nullable AcmeProblem problem) {
        return switch (problem == null ? "" : problem.type()) {
            case "dns" -> "QG3001";
            case "tls" -> "QG3013";
            case "unauthorized", "incorrectResponse" -> "QG3014";
            default -> "QG3012";
        };
    }

    /** The authority names the limit only in its text. */
    static Scope limit(AcmeProblem problem) {
        String words = problem.detail().toLowerCase(Locale.ROOT);
        if (words.contains("failed authorization") || words.contains("failed validation")) {
            return Scope.FAILURES;
        }
        if (words.contains("exact set") || words.contains("duplicate")) {
            return Scope.SET;
        }
        return words.contains("domain") ? Scope.DOMAIN : Scope.ORDERS;
    }

    private static String account(AcmeProblem problem) {
        return switch (problem.type()) {
            case "externalAccountRequired" -> "QG3028";
            case "userActionRequired" -> "QG3029";
            default -> "QG3030";
        };
    }

    private static String fix(String code, @Nullable AcmeProblem problem) {
        return switch (code) {
            case "QG3001" -> "create an A or AAAA record for the name that points to this machine";
            case "QG3004" -> "add a CAA record that allows this CA, or use another issuer";
            case "QG3007" ->
                    "look at the name server that fails, and at the signatures of the zone";
            case "QG3009" -> "correct the CNAME at _acme-challenge";
            case "QG3012" ->
                    "open ports 80 and 443 in the firewall or router, or allow another challenge";
            case "QG3013" ->
                    "a CDN or load balancer may end TLS in front of this machine; use http-01";
            case "QG3014" ->
                    "another server answers for the name; point it here, or forward /.well-known/acme-challenge/";
            case "QG3016" -> "a wildcard needs a zone under certificates.dns";
            case "QG3017" ->
                    "the CA does not issue for this kind of name; try profile 'shortlived' or another issuer";
            case "QG3018" ->
                    "the CA does not issue for this name; correct it, or use tls: internal";
            case "QG3020" -> "choose one of the profiles the CA offers, or profile: auto";
            case "QG3021", "QG3022", "QG3023" ->
                    "wait until the CA's limit allows it; the next try is scheduled";
            case "QG3024" ->
                    "correct what the CA could not validate, then wait; the next try is scheduled";
            case "QG3027" -> "make the store writable; no certificate is ordered until then";
            case "QG3028" -> "put a fresh key id and key of the CA under eab";
            case "QG3029" -> "agree to the CA's terms" + page(problem);
            case "QG3030" ->
                    "the CA does not accept the account; look at its message" + page(problem);
            case "QG3032" ->
                    "look at the provider's message and at the zone's entry under certificates.dns";
            case "QG3033" -> "wait for the zone transfer, or raise propagation.timeout of the zone";
            case "QG3031" -> "check DNS, routes and proxies to the CA; what is served stays";
            default -> "look at the CA's message";
        };
    }

    private static String page(@Nullable AcmeProblem problem) {
        return problem == null || problem.instance() == null ? "" : ": " + problem.instance();
    }
}
