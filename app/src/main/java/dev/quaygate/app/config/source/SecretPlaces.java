package dev.quaygate.app.config.source;

import java.util.ArrayList;
import java.util.List;

/** Where secrets stand in files, so that excerpts leave them out. */
final class SecretPlaces {
    private static final String MASK = "•••";

    private final List<Node.Scalar> secrets = new ArrayList<>();

    void add(Node.Scalar secret) {
        secrets.add(secret);
    }

    /** A line with every secret on it replaced. */
    String masked(SourceFile file, int line) {
        String text = file.line(line);
        List<Node.Scalar> here =
                secrets.stream()
                        .filter(secret -> secret.span().file().equals(file))
                        .filter(secret -> secret.span().line() <= line && line <= secret.endLine())
                        .sorted((a, b) -> b.span().column() - a.span().column())
                        .distinct()
                        .toList();
        for (Node.Scalar secret : here) {
            text = masked(text, secret, line);
        }
        return text;
    }

    private static String masked(String text, Node.Scalar secret, int line) {
        if (line > secret.span().line()) {
            return MASK;
        }
        int length = text.codePointCount(0, text.length());
        int from = Math.min(secret.span().column() - 1, length);
        int to = Math.clamp(secret.span().endColumn() - 1, from, length);
        return text.substring(0, text.offsetByCodePoints(0, from))
                + MASK
                + text.substring(text.offsetByCodePoints(0, to));
    }
}
