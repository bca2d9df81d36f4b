package dev.quaygate.app.config.source;

import dev.quaygate.app.config.source.Problem.Severity;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The form for programs; names are stable. */
final class JsonProblems {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonProblems() {}

    static String print(List<Problem> problems, Outcome outcome) {
        ObjectNode root = JSON.createObjectNode();
        var list = root.putArray("problems");
        problems.forEach(problem -> list.add(one(problem)));
        root.put("errors", ProblemPrinter.count(problems, Severity.ERROR));
        root.put("warnings", ProblemPrinter.count(problems, Severity.WARNING));
        root.put("applied", outcome.applied());
        Long revision = outcome.revision();
        if (revision == null) {
            root.putNull("running");
        } else {
            root.putObject("running").put("revision", revision);
        }
        return root + "\n";
    }

    private static ObjectNode one(Problem problem) {
        ObjectNode node = JSON.createObjectNode();
        node.put("code", problem.code()).put("severity", problem.severity().word());
        node.put("file", problem.file()).put("line", problem.line());
        node.put("column", problem.column()).put("endColumn", problem.endColumn());
        node.put("path", problem.path()).put("message", problem.message());
        node.put("hint", problem.hint()).put("suggestion", problem.suggestion());
        Span first = problem.first();
        if (first != null) {
            node.putObject("first")
                    .put("file", first.file().name())
                    .put("line", first.line())
                    .put("column", first.column());
        }
        return node;
    }
}
