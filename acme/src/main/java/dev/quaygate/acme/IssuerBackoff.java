package dev.quaygate.acme;

import dev.quaygate.acme.issue.FailureKind;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.time.Instant;

/**
 * How attempts of one set at one issuer have failed since the last success.
 *
 * @param issuer id of the issuer
 * @param failures failures in a row, of any kind
 * @param kind kind of the last one
 * @param inRow failures of that kind in a row
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
        int inRow,
        Instant at,
        Instant nextAt,
        boolean missed,
        boolean rehearse) {
    IssuerBackoff(
            String issuer,
            int failures,
            FailureKind kind,
            int inRow,
            Instant at,
            Instant nextAt,
            boolean missed) {
        this(issuer, failures, kind, inRow, at, nextAt, missed, false);
    }

    IssuerBackoff until(Instant later) {
        return new IssuerBackoff(issuer, failures, kind, inRow, at, later, missed, rehearse);
    }

    /** Failed validations in a row of a challenge that was there to be seen. */
    int challengesRefused() {
        return kind == FailureKind.VALIDATION ? inRow - (missed ? 1 : 0) : 0;
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("issuer", issuer)
                .put("failures", failures)
                .put("kind", kind.word())
                .put("inRow", inRow)
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
                    json.number("inRow"),
                    json.instant("at"),
                    json.instant("nextAt"),
                    json.flag("missed"),
                    json.flag("rehearse"));
        } catch (IllegalArgumentException e) {
            throw new DamagedDocument("unknown kind of failure", e);
        }
    }
}
