package dev.quaygate.acme.ondemand;

import java.util.Optional;

/**
 * Which server names may be asked about at all: plain DNS names (RFC 1123 §2.1) in lower case of at
 * least two labels. Addresses, {@code localhost} and everything that could mean something else in a
 * URL or a log line is none. Pure.
 */
public final class DemandedName {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private DemandedName() {}

    /** Why a name is refused; empty if it may be asked about. */
    public static Optional<String> fault(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return Optional.of("is empty or longer than 253 characters");
        }
        if (!name.chars().allMatch(DemandedName::isPlain)) {
            return Optional.of("has other characters than a to z, 0 to 9, hyphen and dot");
        }
        String[] labels = name.split("\\.", -1);
        for (String label : labels) {
            if (!isLabel(label)) {
                return Optional.of("has a label that is empty, too long or bordered by a hyphen");
            }
        }
        String last = labels[labels.length - 1];
        if (labels.length < 2 || last.equals("localhost")) {
            return Optional.of("is a local name");
        }
        // No ending of the DNS starts with a digit; addresses do, also in the forms of inet_aton.
        return isDigit(last.charAt(0)) ? Optional.of("is an address") : Optional.empty();
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || isDigit(c) || c == '-' || c == '.';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= LONGEST_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-");
    }
}
