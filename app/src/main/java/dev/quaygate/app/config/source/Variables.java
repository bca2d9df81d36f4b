package dev.quaygate.app.config.source;

import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Node.Sequence;
import java.util.Map;

/**
 * Puts {@code ${NAME}} and {@code ${NAME:-default}} in, after parsing: a value of the environment
 * can never add structure.
 */
public final class Variables {
    private final Map<String, String> environment;
    private final Problems problems;
    private boolean reported;

    public Variables(Map<String, String> environment, Problems problems) {
        this.environment = Map.copyOf(environment);
        this.problems = problems;
    }

    /** The same tree with every variable replaced; an unset one without default is an error. */
    public Node expand(Node node) {
        return switch (node) {
            case Scalar scalar -> scalar(scalar);
            case Sequence list ->
                    new Sequence(
                            list.span(),
                            list.path(),
                            list.items().stream().map(this::expand).toList());
            case Mapping mapping ->
                    new Mapping(
                            mapping.span(),
                            mapping.path(),
                            mapping.entries().stream()
                                    .map(e -> new Entry(e.key(), e.span(), expand(e.value())))
                                    .toList());
        };
    }

    private Scalar scalar(Scalar scalar) {
        reported = false;
        Scalar expanded = expanded(scalar);
        return reported ? scalar.withoutValue() : expanded;
    }

    private Scalar expanded(Scalar scalar) {
        String text = scalar.text();
        int open = text.indexOf("${");
        if (open < 0) {
            return scalar;
        }
        var out = new StringBuilder();
        int from = 0;
        boolean whole = open == 0;
        while (open >= 0) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                report(scalar, text.substring(open), "`${` without `}`", "close it");
                return scalar;
            }
            out.append(text, from, open);
            out.append(value(scalar, text.substring(open, close + 1)));
            from = close + 1;
            open = text.indexOf("${", from);
            whole &= open < 0 && from == text.length();
        }
        out.append(text, from, text.length());
        // A scalar that is one variable is read as the key's type, in quotes or not.
        return scalar.with(out.toString(), scalar.quoted() && !whole);
    }

    private String value(Scalar scalar, String written) {
        String inner = written.substring(2, written.length() - 1);
        int colon = inner.indexOf(":-");
        String name = colon < 0 ? inner : inner.substring(0, colon);
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            report(scalar, written, "`" + written + "` is not a variable", "write `${NAME}`");
            return written;
        }
        String value = environment.getOrDefault(name, "");
        if (!value.isEmpty()) {
            return value;
        }
        if (colon >= 0) {
            return inner.substring(colon + 2);
        }
        if (!environment.containsKey(name)) {
            report(
                    scalar,
                    written,
                    "variable `" + name + "` is not set",
                    "set it, or write `${" + name + ":-default}`");
        }
        return value;
    }

    private void report(Scalar scalar, String part, String message, String hint) {
        reported = true;
        problems.error("QG1019", place(scalar.span(), part), scalar.path(), message).hint(hint);
    }

    private static Span place(Span whole, String part) {
        String line = whole.file().line(whole.line());
        int start = line.offsetByCodePoints(0, Math.min(whole.column() - 1, line.length()));
        int index = line.indexOf(part, start);
        if (index < 0) {
            return whole;
        }
        int column = line.codePointCount(0, index) + 1;
        int end = column + part.codePointCount(0, part.length());
        return new Span(whole.file(), whole.line(), column, end);
    }
}
