package dev.quaygate.acme;

import dev.quaygate.acme.issue.FailureKind;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.time.Instant;
import java.util.Map;

/**
 * How attempts of one set at one issuer have failed since the last success.
 *
 * @param issuer id of the issuer
 * @param failures failures in a row, of any kind
 * @param kind kind of the last one
 * @param counts failures in a row by kind, this one included
 * @param at when the last one happened
 * @param nextAt when the next attempt may be made
 * @param missed whether the first of them was judged while nobody was here to answer the challenge:
 *     it says nothing about the challenge type
 * @param rehearse whether the next attempt begins at the authority's place for tests
 */
record IssuerBackoff(
        String issuer,
        int failures,
        FailureKind kind,
        FailureCounts counts,
        Instant at,
        Instant nextAt,
        boolean missed,
        boolean rehearse) {
    IssuerBackoff(
            String issuer,
            int failures,
            FailureKind kind,
            FailureCounts counts,
            Instant at,
            Instant nextAt,
            boolean missed) {
        this(issuer, failures, kind, counts, at, nextAt, missed, false);
    }

    IssuerBackoff until(Instant later) {
        return new IssuerBackoff(issuer, failures, kind, counts, at, later, missed, rehearse);
    }

    /** Failed validations since the last success, of a challenge that was there to be seen. */
    int challengesRefused() {
        return Math.max(0, counts.of(FailureKind.VALIDATION) - (missed ? 1 : 0));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("issuer", issuer)
                .put("failures", failures)
                .put("kind", kind.word())
                .put("counts", counts.toJson())
                .put("at", at)
                .put("nextAt", nextAt)
                .put("missed", missed)
                .put("rehearse", rehearse);
    }

    static IssuerBackoff of(JsonObject json) {
        try {
            return new IssuerBackoff(
                    json.text("issuer"),
                    json.number("failures"),
                    FailureKind.of(json.text("kind")),
                    counts(json),
                    json.instant("at"),
                    json.instant("nextAt"),
                    json.flag("missed"),
                    json.flag("rehearse"));
        } catch (IllegalArgumentException e) {
            throw new DamagedDocument("unknown kind of failure", e);
        }
    }

    private static FailureCounts counts(JsonObject json) {
        // Stores of early builds counted the last kind only.
        return json.has("counts")
                ? FailureCounts.of(json.object("counts"))
                : new FailureCounts(
                        Map.of(FailureKind.of(json.text("kind")), json.number("inRow")));
    }
}
