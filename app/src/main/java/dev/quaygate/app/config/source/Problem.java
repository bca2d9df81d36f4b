package dev.quaygate.app.config.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, and where.
 *
 * @param code stable code, {@code QG1004}; never reused for another meaning
 * @param severity errors refuse the file, warnings do not
 * @param span the place, or null when it is the file as a whole
 * @param file the file as the user named it
 * @param path JSON pointer to the value, {@code /routes/0/helth}
 * @param message what is wrong, in one line
 * @param hint what to do, as it stands behind the carets; empty if the message says it all
 * @param suggestion the one word that would be right, or null
 * @param in the block around it ({@code routes[0] (app.example.com)}), or empty
 * @param allowed what may stand there instead, or empty
 * @param first another place that belongs to it (the first of two), or null
 * @param excerpt the lines to show, the last one is the one that is meant; secrets are masked
 */
public record Problem(
        String code,
        Severity severity,
        String file,
        @Nullable Span span,
        String path,
        String message,
        String hint,
        @Nullable String suggestion,
        String in,
        String allowed,
        @Nullable Span first,
        List<Line> excerpt) {
    public Problem {
        excerpt = List.copyOf(excerpt);
    }

    /** A line of a file with its number. */
    public record Line(int number, String text) {}

    /** How bad it is. */
    public enum Severity {
        ERROR,
        WARNING;

        /** The word in every output format. */
        public String word() {
            return this == ERROR ? "error" : "warning";
        }
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Line from 1, or 0 when it is the file as a whole. */
    public int line() {
        return span == null ? 0 : span.line();
    }

    /** Column in characters from 1, or 0 when it is the file as a whole. */
    public int column() {
        return span == null ? 0 : span.column();
    }

    /** Column behind the last character that is meant, on {@link #line()}. */
    public int endColumn() {
        return span == null ? 0 : span.endColumn();
    }

    /** {@code quaygate.yaml:6:5}, or the file alone. */
    public String place() {
        return span == null ? file : span.toString();
    }
}
