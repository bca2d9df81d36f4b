package dev.quaygate.acme.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authority objects to (RFC 7807 as used by RFC 8555 §6.7). Texts are cut to 1,024
 * characters and their control characters replaced, so they can be shown and logged as they are.
 *
 * @param type last part of an ACME error URN ({@code rateLimited}, {@code caa} …), the whole URI of
 *     any other type
 * @param detail the authority's own words, may be empty
 * @param httpStatus status of the answer or of the document, 0 when neither said one
 * @param subproblems objections to single names, may be empty
 * @param instance page for a person, for instance new terms or an unpause form
 */
public record AcmeProblem(
        String type,
        String detail,
        int httpStatus,
        List<Subproblem> subproblems,
        @Nullable String instance) {

    /** An objection to one name of the order. */
    public record Subproblem(String type, String detail, @Nullable String name) {
        public Subproblem {
            type = shortType(type);
            detail = printable(detail);
        }
    }

    private static final String URN = "urn:ietf:params:acme:error:";
    private static final int LONGEST_TEXT = 1024;

    public AcmeProblem {
        type = shortType(type);
        detail = printable(detail);
        subproblems = List.copyOf(subproblems);
    }

    /** True for the ACME error of that short name, for instance {@code "rateLimited"}. */
    public boolean is(String shortName) {
        return type.equals(shortName);
    }

    /** One line: type, words, and the names concerned. */
    public String summary() {
        var line = new StringBuilder(type);
        if (!detail.isEmpty()) {
            line.append(": ").append(detail);
        }
        for (Subproblem sub : subproblems) {
            line.append("; ").append(sub.name() == null ? "" : sub.name() + ": ");
            line.append(sub.type()).append(": ").append(sub.detail());
        }
        return line.toString();
    }

    private static String shortType(String type) {
        return printable(type.startsWith(URN) ? type.substring(URN.length()) : type);
    }

    private static String printable(String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
        return cut.codePoints()
                .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
