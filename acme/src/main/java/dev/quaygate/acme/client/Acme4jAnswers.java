package dev.quaygate.acme.client;

import dev.quaygate.acme.client.AcmeAuthorization.OfferedChallenge;
import dev.quaygate.acme.client.AcmeProblem.Subproblem;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RevocationReason;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.toolbox.JSON;
import org.shredzone.acme4j.toolbox.JSON.Value;

/**
 * Turns the library's objects into our values. Fails with a runtime exception on a malformed
 * answer.
 */
final class Acme4jAnswers {
    private Acme4jAnswers() {}

    static AcmeOrder order(Order order, @Nullable Instant retryAfter) {
        JSON json = order.getJSON();
        return new AcmeOrder(
                uri(order.getLocation()),
                status(order.getStatus()),
                order.getIdentifiers().stream().map(Acme4jAnswers::name).toList(),
                order.getAuthorizations().stream().map(a -> uri(a.getLocation())).toList(),
                json.get("certificate").map(Value::asURI).orElse(null),
                order.getExpires().orElse(null),
                order.getError().map(p -> problem(p, 0)).orElse(null),
                json.get("profile").map(Value::asString).orElse(null),
                retryAfter);
    }

    static AcmeAuthorization authorization(
            Authorization authorization, @Nullable Instant retryAfter) {
        return new AcmeAuthorization(
                uri(authorization.getLocation()),
                name(authorization.getIdentifier()),
                authorization.isWildcard(),
                status(authorization.getStatus()),
                authorization.getExpires().orElse(null),
                authorization.getChallenges().stream().map(Acme4jAnswers::challenge).toList(),
                retryAfter);
    }

    private static OfferedChallenge challenge(Challenge challenge) {
        JSON json = challenge.getJSON();
        return new OfferedChallenge(
                uri(challenge.getLocation()),
                challenge.getType(),
                json.contains("status") ? status(challenge.getStatus()) : AcmeStatus.PENDING,
                json.get("token").map(Value::asString).orElse(null),
                challenge instanceof TokenChallenge token ? token.getAuthorization() : null,
                challenge.getError().map(p -> problem(p, 0)).orElse(null),
                issuerNames(json));
    }

    /** The draft of dns-persist-01 has had two spellings. */
    private static List<String> issuerNames(JSON json) {
        String member =
                json.contains("issuer-domain-names") ? "issuer-domain-names" : "issuerDomainNames";
        return json.contains(member)
                ? json.get(member).asArray().stream().map(Value::asString).toList()
                : List.of();
    }

    static RenewalInfo renewalInfo(JSON json, @Nullable Instant retryAfter) {
        JSON window = json.get("suggestedWindow").asObject();
        return new RenewalInfo(
                window.get("start").asInstant(),
                window.get("end").asInstant(),
                json.get("explanationURL").map(Value::asURI).orElse(null),
                retryAfter);
    }

    /**
     * Reads a problem document without trusting its types.
     *
     * @param httpStatus status of the answer, 0 to take the document's own
     */
    static AcmeProblem problem(Problem problem, int httpStatus) {
        Map<String, Object> fields = problem.asJSON().toMap();
        int own = fields.get("status") instanceof Number status ? status.intValue() : 0;
        return new AcmeProblem(
                text(fields, "type", "about:blank"),
                text(fields, "detail", text(fields, "title", "")),
                httpStatus == 0 ? own : httpStatus,
                subproblems(fields.get("subproblems")),
                fields.get("instance") instanceof String page ? page : null);
    }

    private static List<Subproblem> subproblems(@Nullable Object list) {
        var subproblems = new ArrayList<Subproblem>();
        if (list instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> fields) {
                    subproblems.add(subproblem(fields));
                }
            }
        }
        return subproblems;
    }

    private static Subproblem subproblem(Map<?, ?> fields) {
        return new Subproblem(
                text(fields, "type", "about:blank"),
                text(fields, "detail", ""),
                fields.get("identifier") instanceof Map<?, ?> id
                                && id.get("value") instanceof String name
                        ? name
                        : null);
    }

    private static String text(Map<?, ?> fields, String key, String otherwise) {
        return fields.get(key) instanceof String text ? text : otherwise;
    }

    static Identifier identifier(String name) {
        return SubjectNames.isAddress(name) ? Identifier.ip(name) : Identifier.dns(name);
    }

    private static String name(Identifier identifier) {
        return SubjectNames.canonical(identifier.getValue());
    }

    static URI uri(URL url) {
        return URI.create(url.toExternalForm());
    }

    private static AcmeStatus status(Status status) {
        return switch (status) {
            case PENDING -> AcmeStatus.PENDING;
            case READY -> AcmeStatus.READY;
            case PROCESSING -> AcmeStatus.PROCESSING;
            case VALID -> AcmeStatus.VALID;
            case INVALID -> AcmeStatus.INVALID;
            case REVOKED -> AcmeStatus.REVOKED;
            case DEACTIVATED -> AcmeStatus.DEACTIVATED;
            case EXPIRED -> AcmeStatus.EXPIRED;
            case CANCELED, UNKNOWN -> AcmeStatus.UNKNOWN;
        };
    }

    static RevocationReason reason(dev.quaygate.acme.client.RevocationReason reason) {
        return switch (reason) {
            case UNSPECIFIED -> RevocationReason.UNSPECIFIED;
            case KEY_COMPROMISE -> RevocationReason.KEY_COMPROMISE;
            case AFFILIATION_CHANGED -> RevocationReason.AFFILIATION_CHANGED;
            case SUPERSEDED -> RevocationReason.SUPERSEDED;
            case CESSATION_OF_OPERATION -> RevocationReason.CESSATION_OF_OPERATION;
        };
    }
}
