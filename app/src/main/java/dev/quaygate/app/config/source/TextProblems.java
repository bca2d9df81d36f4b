package dev.quaygate.app.config.source;

import dev.quaygate.app.config.source.Problem.Line;
import dev.quaygate.app.config.source.Problem.Severity;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.util.ArrayList;
import java.util.List;

/** The form for people: excerpt, carets, what to do. */
final class TextProblems {
    private static final int WIDTH = 160;

    private TextProblems() {}

    static String print(List<Problem> problems, Outcome outcome, int limit) {
        if (problems.isEmpty()) {
            return "";
        }
        var out = new StringBuilder();
        problems.stream().limit(limit).forEach(problem -> one(out, problem));
        if (problems.size() > limit) {
            out.append("… and ").append(problems.size() - limit).append(" more (--all)\n");
        }
        out.append('\n').append(closing(problems, outcome)).append('\n');
        out.append("More: quaygate explain ").append(problems.getFirst().code()).append('\n');
        return out.toString();
    }

    private static void one(StringBuilder out, Problem problem) {
        out.append(problem.severity().word()).append('[').append(problem.code()).append("]: ");
        out.append(problem.message()).append('\n');
        String margin = " ".repeat(Integer.toString(problem.line()).length() + 1);
        out.append(margin).append("--> ").append(problem.place());
        Span first = problem.first();
        if (first != null) {
            out.append("      first: ").append(first).append('\n');
            return;
        }
        out.append('\n');
        if (!problem.excerpt().isEmpty()) {
            excerpt(out, problem, margin);
        }
        String around = around(problem);
        if (!around.isEmpty()) {
            out.append(margin).append(" = ").append(around).append('\n');
        }
    }

    private static void excerpt(StringBuilder out, Problem problem, String margin) {
        String bar = margin + " |";
        out.append(bar).append('\n');
        // A long line is cut around the place, or the carets would be off the screen.
        int skip = Math.max(0, problem.column() - 1 - WIDTH / 2);
        for (Line line : problem.excerpt()) {
            String number = Integer.toString(line.number());
            String text = cut(line.text(), skip);
            out.append(" ".repeat(margin.length() - number.length())).append(number).append(" |");
            out.append(text.isEmpty() ? "" : " " + text).append('\n');
        }
        int carets = Math.clamp(problem.endColumn() - problem.column(), 1, WIDTH / 2);
        out.append(bar).append(' ').append(" ".repeat(problem.column() - 1 - skip));
        out.append("^".repeat(carets));
        String indent = " ".repeat(problem.column() + carets - skip);
        String hint = problem.hint().replace("\n", "\n" + bar + " " + indent);
        out.append(hint.isEmpty() ? "" : " " + hint).append('\n');
        out.append(bar).append('\n');
    }

    private static String cut(String line, int skip) {
        int[] points =
                line.codePoints().skip(skip).limit(WIDTH).map(TextProblems::visible).toArray();
        return new String(points, 0, points.length).stripTrailing();
    }

    /** A file may hold terminal control sequences; a message must not pass them on. */
    private static int visible(int point) {
        boolean hidden =
                Character.isISOControl(point) || Character.getType(point) == Character.FORMAT;
        return hidden ? '·' : point;
    }

    private static String around(Problem problem) {
        var parts = new ArrayList<String>();
        if (!problem.in().isEmpty()) {
            parts.add("in: " + problem.in());
        }
        if (!problem.allowed().isEmpty()) {
            parts.add("allowed: " + problem.allowed());
        }
        return String.join("    ", parts);
    }

    private static String closing(List<Problem> problems, Outcome outcome) {
        var counts = new ArrayList<String>();
        count(counts, ProblemPrinter.count(problems, Severity.ERROR), "error");
        count(counts, ProblemPrinter.count(problems, Severity.WARNING), "warning");
        String sentence = String.join(", ", counts) + ".";
        return outcome.sentence().isEmpty() ? sentence : sentence + " " + outcome.sentence();
    }

    private static void count(List<String> counts, long count, String word) {
        if (count > 0) {
            counts.add(count + " " + word + (count == 1 ? "" : "s"));
        }
    }
}
