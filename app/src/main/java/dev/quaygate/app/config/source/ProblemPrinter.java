package dev.quaygate.app.config.source;

import dev.quaygate.app.config.source.Problem.Severity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints problems for people, editors, and programs. */
public final class ProblemPrinter {
    /** Problems that are shown before {@code … and 7 more}. */
    public static final int SHOWN = 20;

    private ProblemPrinter() {}

    /** How problems look. */
    public enum Format {
        /** Excerpt with carets. */
        TEXT,
        /** One line each, as compilers write them. */
        GCC,
        /** Annotations of a GitHub workflow. */
        GITHUB,
        /** One object. */
        JSON;

        /** The format of that name, as {@code --format} takes it. */
        public static Format of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What became of the configuration.
     *
     * @param applied whether it serves now
     * @param sentence closing sentence of the text form, empty for none
     * @param revision the revision that serves, or null when nothing runs
     */
    public record Outcome(boolean applied, String sentence, @Nullable Long revision) {
        /** Nothing was meant to be applied. */
        public static final Outcome CHECKED = new Outcome(false, "", null);

        /** Refused at the first start. */
        public static final Outcome NOTHING_RUNS = new Outcome(false, "Nothing is running.", null);

        /** It serves. */
        public static Outcome applied(long revision) {
            return new Outcome(true, "", revision);
        }

        /**
         * Refused while another revision serves.
         *
         * @param loaded when that one was loaded, as it should be read
         */
        public static Outcome kept(long revision, String loaded) {
            return new Outcome(
                    false,
                    "The running configuration (revision %d, loaded %s) was not changed."
                            .formatted(revision, loaded),
                    revision);
        }
    }

    /**
     * @param limit most problems that the text form shows, {@link #SHOWN} unless all are wanted
     * @return lines with a newline each; empty if there is no problem, except for JSON
     */
    public static String print(Format format, List<Problem> problems, Outcome outcome, int limit) {
        return switch (format) {
            case TEXT -> TextProblems.print(problems, outcome, limit);
            case GCC -> LineProblems.gcc(problems);
            case GITHUB -> LineProblems.github(problems);
            case JSON -> JsonProblems.print(problems, outcome);
        };
    }

    static long count(List<Problem> problems, Severity severity) {
        return problems.stream().filter(problem -> problem.severity() == severity).count();
    }
}
