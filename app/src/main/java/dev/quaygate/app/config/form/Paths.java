package dev.quaygate.app.config.form;

import dev.quaygate.proxy.settings.CidrSet;
import dev.quaygate.proxy.settings.InvalidSetting;
import dev.quaygate.proxy.settings.PathPattern;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Paths of requests and of files, URLs, networks. */
public final class Paths {
    private static final Pattern DOTS = Pattern.compile(".*/\\.\\.?(/.*)?");

    private Paths() {}

    /** {@code /exact} or {@code /prefix/*}. */
    public static Form<PathPattern> pattern() {
        return new ScalarForm<>(
                "path",
                "a path",
                "QG1016",
                Schemas.pattern("/[^\\s?#]*"),
                (s, _) -> parse(s.text()));
    }

    private static PathPattern parse(String text) {
        if (text.startsWith("~")) {
            throw new Refused(
                    "QG1016",
                    Shapes.shown(text) + ": regular expressions are not supported by this version",
                    "write `/exact` or `/prefix/*`");
        }
        checkBytes(text);
        if (text.endsWith("/*")) {
            String segments = text.substring(0, text.length() - 2);
            refuseStar(text, segments);
            return new PathPattern.Prefix(segments);
        }
        refuseStar(text, text);
        return new PathPattern.Exact(text);
    }

    private static void checkBytes(String text) {
        if (!text.startsWith("/")) {
            throw refused(text, "write it with a leading slash: `/" + text + "`");
        }
        if (text.contains("?") || text.contains("#")) {
            throw refused(text, "a path has no query and no fragment");
        }
        if (text.contains("//") || text.contains("\\") || DOTS.matcher(text).matches()) {
            throw refused(text, "no `//`, `/./`, `/../` and no backslash: requests have none");
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw refused(text, "write other characters as %XX");
        }
    }

    private static void refuseStar(String text, String rest) {
        if (rest.contains("*")) {
            throw refused(text, "a star stands at the end, behind a slash: `/prefix/*`");
        }
    }

    private static Refused refused(String text, String hint) {
        return new Refused("QG1016", Shapes.shown(text) + " is not a path", hint);
    }

    /** A path of an HTTP check or prefix: starts with a slash, visible ASCII. */
    public static Form<String> target() {
        return new ScalarForm<>(
                "\"/path\"",
                "a path",
                "QG1016",
                Schemas.pattern("/[!-~]*"),
                (scalar, _) -> {
                    if (!scalar.text().matches("/[!-~]*")) {
                        throw refused(scalar.text(), "start it with `/`, visible ASCII only");
                    }
                    return scalar.text();
                });
    }

    /** A file or directory; relative to the directory of the configuration file. */
    public static Form<Path> file() {
        return new FileForm("path", false);
    }

    /** A file that is read later; says so when it is not there. */
    public static Form<Path> existing() {
        return new FileForm("path", true);
    }

    static void warnIfMissing(
            dev.quaygate.app.config.source.Node.Scalar scalar, Path path, Reading reading) {
        if (!Files.isReadable(path)) {
            String why = Files.exists(path) ? "may not be read" : "does not exist";
            reading.problems()
                    .warning(
                            "QG1107",
                            scalar.span(),
                            scalar.path(),
                            "file " + Shapes.shown(path.toString()) + " " + why)
                    .hint("it is read again whenever it changes");
        }
    }

    /** An absolute https URL (http on loopback only is for the caller to allow). */
    public static Form<URI> url() {
        return new ScalarForm<>(
                "url", "a URL", "QG1014", Schemas.pattern("https?://.+"), (s, _) -> uri(s.text()));
    }

    private static URI uri(String text) {
        try {
            var uri = new URI(text);
            if (uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (java.net.URISyntaxException _) {
            // Reported below.
        }
        throw new Refused(
                "QG1014",
                Shapes.shown(text) + " is not a URL",
                "write for example `https://ca.example.com/acme/directory`");
    }

    /** One network. */
    public static Form<String> network() {
        return new ScalarForm<>(
                "CIDR",
                "a network",
                "QG1014",
                Schemas.type("string"),
                (scalar, _) -> {
                    try {
                        CidrSet.of(java.util.List.of(scalar.text()));
                        return scalar.text();
                    } catch (InvalidSetting _) {
                        throw new Refused(
                                "QG1014",
                                Shapes.shown(scalar.text()) + " is not a network",
                                "write for example `10.0.0.0/8` or `2001:db8::/32`");
                    }
                });
    }
}
