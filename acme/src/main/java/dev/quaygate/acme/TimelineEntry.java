package dev.quaygate.acme;

import dev.quaygate.acme.preflight.Finding;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a certificate set.
 *
 * @param at when
 * @param kind what
 * @param text for a person, at most 1,024 characters without control characters; may be empty
 * @param code diagnostic such as {@code QG3031}, null if there is none
 */
public record TimelineEntry(Instant at, Kind kind, String text, @Nullable String code) {
    private static final int LONGEST = 1024;

    /** What can happen. */
    public enum Kind {
        PLANNED,
        QUEUED,
        ORDERED,
        CHALLENGE_PRESENTED,
        CHALLENGE_VALID,
        CHALLENGE_INVALID,
        FINALIZED,
        ISSUED,
        PUBLISHED,
        FAILED,
        RETRY_AT,
        ARI_WINDOW,
        ARI_MOVED,
        REPLACED,
        REVOKED,
        IMPORTED,
        ALERT;

        /** The word in JSON and on screens, for instance {@code challenge-valid}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    private static final String SEEN_FROM_HERE = "seen from here: ";

    public TimelineEntry {
        text = printable(text);
    }

    /** What this machine sees itself after an authority's refusal; a hint, never a verdict. */
    static String seenFromHere(Finding finding) {
        return SEEN_FROM_HERE + finding.name() + ": " + finding.cause() + "; " + finding.fix();
    }

    /** Whether it is such a hint. */
    public boolean isSeenFromHere() {
        return text.startsWith(SEEN_FROM_HERE);
    }

    private static String printable(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", " ");
    }
}
