package dev.quaygate.app.config.form;

import dev.quaygate.proxy.settings.HostPattern;
import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** Host names and patterns, folded to one spelling: lower case, A-labels, no trailing dot. */
public final class Hosts {
    private static final String LABEL = "(?!-)[a-z0-9_-]{1,63}(?<!-)";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?[0-9]+");

    private Hosts() {}

    /** {@code a.example.com}, {@code *.example.com}, {@code 203.0.113.7}, {@code *}. */
    public static Form<HostPattern> pattern() {
        return new ScalarForm<>(
                "host",
                "a host",
                "QG1015",
                Schemas.textOrNumber(),
                (scalar, _) -> parse(scalar.text()));
    }

    static HostPattern parse(String text) {
        if (text.equals("*")) {
            return new HostPattern.Any();
        }
        if (text.startsWith("*.")) {
            String suffix = fold(text, text.substring(2));
            if (isAddress(suffix)) {
                throw refused(text, "an address has no wildcard");
            }
            return new HostPattern.Wildcard(suffix);
        }
        return new HostPattern.Exact(fold(text, text));
    }

    /** Whether a folded host is an IP literal. */
    public static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9]+(\\.[0-9]+){3}");
    }

    private static String fold(String text, String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (bare.contains(":")) {
            return address(text, bare);
        }
        String folded = bare.toLowerCase(Locale.ROOT);
        if (NUMERIC.matcher(folded).matches()) {
            return address(text, folded);
        }
        return name(text, ascii(text, folded));
    }

    private static String address(String text, String bare) {
        String literal =
                bare.startsWith("[") && bare.endsWith("]")
                        ? bare.substring(1, bare.length() - 1)
                        : bare;
        try {
            if (literal.contains(":") || literal.matches("[0-9]+(\\.[0-9]+){3}")) {
                return InetAddress.ofLiteral(literal).getHostAddress();
            }
        } catch (IllegalArgumentException _) {
            // Falls through: not an address after all.
        }
        throw refused(
                text,
                text.contains(":") && !text.contains("::")
                        ? "write the name alone, without scheme and port"
                        : "write a full address or a name");
    }

    private static String ascii(String text, String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name;
        }
        // Old and new IDNA disagree on these four; guessing could route to another owner's name.
        if (name.chars().anyMatch(c -> c == 'ß' || c == 'ς' || c == 0x200c || c == 0x200d)) {
            throw refused(text, "write this name in its xn-- form");
        }
        try {
            return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            throw refused(text, "write this name in its xn-- form");
        }
    }

    private static String name(String text, String name) {
        if (name.length() <= 253 && NAME.matcher(name).matches()) {
            return name;
        }
        throw refused(text, hint(name));
    }

    private static String hint(String name) {
        if (name.contains("/")) {
            return "write the name alone; a path has its own key `path`";
        }
        if (name.contains("*")) {
            return "a star stands alone for the first label: `*.example.com`";
        }
        return "letters, digits and hyphens in labels of up to 63";
    }

    private static Refused refused(String text, String hint) {
        return new Refused("QG1015", Shapes.shown(text) + " is not a host", hint);
    }
}
