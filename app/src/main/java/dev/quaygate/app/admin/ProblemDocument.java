package dev.quaygate.app.admin;

import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Errors as RFC 9457 has them. */
final class ProblemDocument {
    private static final String TYPE = "application/problem+json";

    private ProblemDocument() {}

    static AdminAnswer of(Refusal refusal, String instance, boolean text) {
        AdminAnswer answer =
                text
                        ? AdminAnswer.text(
                                "error[" + refusal.code() + "]: " + refusal.detail() + "\n")
                        : AdminAnswer.of(
                                refusal.status(),
                                TYPE,
                                document(
                                                refusal.status(),
                                                refusal.code(),
                                                refusal.title(),
                                                refusal.detail(),
                                                instance,
                                                List.of())
                                        + "\n");
        return answer.status(refusal.status()).exit(exit(refusal.status()));
    }

    /** A configuration that is not served with. */
    static AdminAnswer invalid(
            List<Problem> problems, Outcome outcome, String detail, String instance) {
        String code = problems.isEmpty() ? "QG1001" : problems.getFirst().code();
        ObjectNode document =
                document(422, code, "invalid configuration", detail, instance, problems);
        Long revision = outcome.revision();
        document.put("applied", false);
        if (revision != null) {
            document.putObject("running").put("revision", revision);
        }
        return AdminAnswer.of(422, TYPE, document + "\n");
    }

    static AdminAnswer refused(String code, String detail, String instance) {
        return AdminAnswer.of(
                409,
                TYPE,
                document(409, code, "refused by the machine", detail, instance, List.of()) + "\n");
    }

    private static ObjectNode document(
            int status,
            String code,
            String title,
            String detail,
            String instance,
            List<Problem> problems) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.put("type", "https://quaygate.dev/errors/" + code);
        document.put("title", title).put("status", status).put("code", code);
        document.put("detail", detail).put("instance", instance);
        document.set("problems", problems(problems));
        return document;
    }

    private static tools.jackson.databind.JsonNode problems(List<Problem> problems) {
        String json =
                ProblemPrinter.print(
                        ProblemPrinter.Format.JSON, problems, Outcome.CHECKED, problems.size());
        return JsonMapper.shared().readTree(json).path("problems");
    }

    /** Access that is refused is a refusal; all else failed. */
    private static int exit(int status) {
        return switch (status) {
            case 401, 403, 409, 412, 429 -> 7;
            default -> 1;
        };
    }
}
