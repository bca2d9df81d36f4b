package dev.quaygate.it.corpus;

/**
 * What one run of one case came to.
 *
 * @param grade whether that is right
 * @param status status of the client's first answer, 0 without one
 * @param why what the verdict rests on
 */
public record Outcome(
        String name,
        String family,
        String how,
        Verdict verdict,
        Grade grade,
        int status,
        String why,
        String input) {

    /** From best to worst. */
    public enum Grade {
        SAFE,
        /** Refused as it should be, with another status than the rule gives. */
        WRONG_STATUS,
        /** A legal request that was not served. */
        WRONGLY_REFUSED,
        /** Accepted though it should be refused, but re-framed cleanly. */
        LENIENT,
        DANGEROUS
    }

    @Override
    public String toString() {
        return "%s: %s [%s] %s -> %s %d: %s%n      %s"
                .formatted(grade, family, how, name, verdict, status, why, input);
    }
}
