package dev.quaygate.app.admin;

import dev.quaygate.app.state.Desk;
import dev.quaygate.workers.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/operations/{id}}: how something long goes on. {@code ?wait=SECONDS} answers when there
 * is news or the time is over; {@code ?from=N} leaves out the first lines.
 */
record OperationsResource(Desk desk) {
    private static final Duration LOOK = Duration.ofMillis(100);

    AdminAnswer begun(AdminRequest request, Operation operation) {
        String place = "/v1/operations/" + operation.id();
        AdminAnswer answer =
                request.wantsText()
                        ? AdminAnswer.text(operation.id() + "\n")
                        : AdminAnswer.json(AppJson.operation(operation));
        return answer.status(202).field("Location", place);
    }

    AdminAnswer one(AdminRequest request, String id) throws Refusal {
        Operation operation =
                desk.apps()
                        .operation(id)
                        .orElseThrow(() -> Refusal.notFound("no operation is called `" + id + "`"));
        int from = number(request, "from", 1_000_000);
        await(operation, from, Duration.ofSeconds(number(request, "wait", 60)));
        // The end first: what was said before it is then complete.
        Optional<Operation.Outcome> outcome = operation.outcome();
        List<String> lines = operation.lines();
        AdminAnswer answer =
                request.wantsText()
                        ? AdminAnswer.text(text(lines, from, outcome))
                        : AdminAnswer.json(AppJson.operation(operation));
        return answer.field("Quaygate-Lines", String.valueOf(lines.size()))
                .field("Quaygate-Done", outcome.isPresent() ? "1" : "0")
                .exit(outcome.map(end -> end.succeeded() ? 0 : 1).orElse(0));
    }

    private static void await(Operation operation, int from, Duration limit) throws Refusal {
        try {
            for (Duration left = limit; left.isPositive(); left = left.minus(LOOK)) {
                if (operation.lines().size() > from || operation.await(LOOK)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("QG4007", "it is stopping");
        }
    }

    private static String text(List<String> lines, int from, Optional<Operation.Outcome> outcome) {
        var out = new StringBuilder();
        lines.stream().skip(from).forEach(line -> out.append(Printable.of(line)).append('\n'));
        outcome.ifPresent(end -> {
            out.append(
                    end.succeeded() || end.code().isEmpty() ? "" : "error[" + end.code() + "]: ");
            out.append(Printable.of(end.message())).append('\n');
            out.append(AppText.lines(end.workerLines()));
        });
        return out.toString();
    }

    private static int number(AdminRequest request, String name, int most) throws Refusal {
        String text = request.query().getOrDefault(name, "0").replaceFirst("s$", "");
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) > most) {
            throw Refusal.malformed(400, "`" + name + "` is a number up to " + most);
        }
        return Integer.parseInt(text);
    }
}
