package dev.quaygate.app.config.source;

import java.util.List;
import java.util.stream.Collectors;

/** One line per problem, for editors and for GitHub. */
final class LineProblems {
    private LineProblems() {}

    static String gcc(List<Problem> problems) {
        return problems.stream().map(LineProblems::gcc).collect(Collectors.joining());
    }

    private static String gcc(Problem problem) {
        return "%s: %s: %s [%s]\n"
                .formatted(
                        problem.place(),
                        problem.severity().word(),
                        sentence(problem).replace('`', '\'').replaceAll("\\R *", " "),
                        problem.code());
    }

    static String github(List<Problem> problems) {
        return problems.stream().map(LineProblems::github).collect(Collectors.joining());
    }

    private static String github(Problem problem) {
        String place =
                problem.span() == null
                        ? ""
                        : ",line=%d,col=%d,endColumn=%d"
                                .formatted(problem.line(), problem.column(), problem.endColumn());
        return "::%s file=%s%s,title=%s::%s\n"
                .formatted(
                        problem.severity().word(),
                        property(problem.file()),
                        place,
                        problem.code(),
                        data(sentence(problem)));
    }

    private static String sentence(Problem problem) {
        Span first = problem.first();
        String more = first == null ? problem.hint() : "first: " + first;
        return more.isEmpty() ? problem.message() : problem.message() + ", " + more;
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }
}
