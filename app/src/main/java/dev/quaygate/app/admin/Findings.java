package dev.quaygate.app.admin;

import dev.quaygate.acme.preflight.Finding;
import dev.quaygate.acme.preflight.Verdict;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was looked at, as text and as JSON: faults first, then what cannot be known, then what is
 * good. Exit status 6 if there is a fault.
 */
record Findings(List<Finding> all) {
    private static final int ATTENTION = 6;
    private static final List<Verdict> ORDER = List.of(Verdict.FAULT, Verdict.UNKNOWN, Verdict.OK);

    Findings {
        all = List.copyOf(all);
    }

    AdminAnswer answer(AdminRequest request) {
        AdminAnswer answer =
                request.wantsText() ? AdminAnswer.text(text()) : AdminAnswer.json(json());
        return answer.exit(count(Verdict.FAULT) > 0 ? ATTENTION : 0);
    }

    private List<Finding> sorted() {
        var sorted = new ArrayList<Finding>();
        ORDER.forEach(verdict ->
                all.stream().filter(one -> one.verdict() == verdict).forEach(sorted::add));
        return sorted;
    }

    private long count(Verdict verdict) {
        return all.stream().filter(one -> one.verdict() == verdict).count();
    }

    private String text() {
        var out = new StringBuilder();
        int width =
                all.stream()
                        .mapToInt(one -> one.name().codePointCount(0, one.name().length()))
                        .max()
                        .orElse(0);
        for (Finding one : sorted()) {
            String name = Printable.of(one.name());
            String code = one.code().isEmpty() ? "" : one.code() + " ";
            out.append(String.format("%-8s ", one.verdict().word()));
            out.append(name).repeat(' ', Math.max(0, width - name.length()));
            out.append("  ").append(code).append(Printable.of(one.cause())).append('\n');
            if (!one.fix().isEmpty()) {
                out.append(String.format("%-8s ", "  fix")).repeat(' ', width);
                out.append("  ").append(one.fix().replaceAll("\\p{Cntrl}", "·")).append('\n');
            }
        }
        return out.append(summary()).append('\n').toString();
    }

    private String summary() {
        long faults = count(Verdict.FAULT);
        long unknown = count(Verdict.UNKNOWN);
        if (faults == 0 && unknown == 0) {
            return "no fault";
        }
        return (faults == 1 ? "1 fault" : faults + " faults")
                + (unknown == 0 ? "" : ", " + unknown + " cannot be judged from here");
    }

    private ObjectNode json() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode list = node.putArray("findings");
        for (Finding one : sorted()) {
            ObjectNode item = list.addObject();
            item.put("verdict", one.verdict().word());
            item.put("code", one.code().isEmpty() ? null : one.code());
            item.put("name", one.name());
            item.put("cause", one.cause());
            item.put("fix", one.fix().isEmpty() ? null : one.fix());
        }
        node.put("faults", count(Verdict.FAULT));
        node.put("unknown", count(Verdict.UNKNOWN));
        return node;
    }
}
