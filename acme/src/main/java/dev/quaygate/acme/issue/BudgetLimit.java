package dev.quaygate.acme.issue;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One limit of an authority, and how much of it we use.
 *
 * @param scope what is counted
 * @param count how many the authority allows within {@code window}
 * @param window time over which it counts
 * @param automatic how many we use by ourselves within {@code window}
 * @param byPerson how many may be used when a person forces it; the rest is never touched
 */
public record BudgetLimit(Scope scope, int count, Duration window, int automatic, int byPerson) {
    private static final Pattern FORM = Pattern.compile("(\\d+)/(\\d+)([mhd]) +(\\d+) +(\\d+)");

    /** What an authority counts. */
    public enum Scope {
        /** New orders of one account. */
        ORDERS("QG3023"),
        /** Certificates for one registered domain, IPv4 address or IPv6 /64, over all accounts. */
        DOMAIN("QG3022"),
        /** Certificates for one exact set of names, over all accounts. */
        SET("QG3021"),
        /** Failed validations of one name. */
        FAILURES("QG3024");

        private final String code;

        Scope(String code) {
            this.code = code;
        }

        /** Diagnostic of a limit that is used up. */
        public String code() {
            return code;
        }

        /** The word in JSON, metrics and the facts of authorities. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public BudgetLimit {
        if (automatic < 1 || automatic > byPerson || byPerson > count) {
            throw new IllegalArgumentException(
                    "limit "
                            + scope.word()
                            + ": 1 <= "
                            + automatic
                            + " <= "
                            + byPerson
                            + " <= "
                            + count
                            + " does not hold");
        }
    }

    /**
     * Reads the form of the facts, for instance {@code 300/3h 270 285}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    static BudgetLimit of(Scope scope, String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "limit "
                            + scope.word()
                            + ": '"
                            + text
                            + "' is not COUNT/TIME AUTOMATIC PERSON");
        }
        return new BudgetLimit(
                scope,
                Integer.parseInt(matcher.group(1)),
                CaFacts.duration(matcher.group(2) + matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                Integer.parseInt(matcher.group(5)));
    }

    /** How many may be used, by a person or by ourselves. */
    int ceiling(boolean person) {
        return person ? byPerson : automatic;
    }
}
