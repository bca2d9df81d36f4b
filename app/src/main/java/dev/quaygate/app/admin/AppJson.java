package dev.quaygate.app.admin;

import dev.quaygate.workers.AppStatus;
import dev.quaygate.workers.AppStatus.StepStatus;
import dev.quaygate.workers.AppStatus.WorkerStatus;
import dev.quaygate.workers.Operation;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Apps and operations as JSON; what is not known is null. */
final class AppJson {
    private AppJson() {}

    static ObjectNode app(AppStatus status) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", status.name()).put("state", status.state()).put("why", status.why());
        node.put("release", status.release());
        node.put("wanted", status.wanted()).put("ready", status.ready());
        node.put("fitting", status.fitting()).put("fit", status.fit());
        node.put(
                "utilisation",
                status.utilisation().isPresent()
                        ? (Double) status.utilisation().getAsDouble()
                        : null);
        if (status.adviceWhy().isEmpty()) {
            node.putNull("advice");
        } else {
            node.putObject("advice")
                    .put("workers", status.advice() == 0 ? status.ready() : status.advice())
                    .put("why", status.adviceWhy());
        }
        node.put("restarts", status.restarts());
        ObjectNode reasons = node.putObject("restartReasons");
        status.restartReasons().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> reasons.put(entry.getKey().word(), entry.getValue()));
        node.put("queued", status.queued().isPresent() ? (Long) status.queued().getAsLong() : null);
        node.put("nextTry", text(status.nextTry()));
        ArrayNode workers = node.putArray("workers");
        status.workers().forEach(worker -> workers.add(worker(worker)));
        ArrayNode steps = node.putArray("prestart");
        status.prestart().forEach(step -> steps.add(step(step)));
        status.lastLines().forEach(node.putArray("lastLines")::add);
        return node;
    }

    private static ObjectNode worker(WorkerStatus worker) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("n", worker.n()).put("pid", worker.pid() == 0 ? null : (Long) worker.pid());
        node.put("state", worker.state().word());
        node.put("since", worker.since().toString()).put("started", worker.started().toString());
        node.put("restarts", worker.restarts());
        node.put(
                "memoryBytes",
                worker.memoryBytes().isPresent() ? (Long) worker.memoryBytes().getAsLong() : null);
        node.put(
                "rssBytes",
                worker.rssBytes().isPresent() ? (Long) worker.rssBytes().getAsLong() : null);
        node.put("cpu", worker.cpu().isPresent() ? (Double) worker.cpu().getAsDouble() : null);
        node.put("inFlight", worker.inFlight());
        node.put("endpoint", worker.endpoint().toString());
        node.put("release", worker.release()).put("adopted", worker.adopted());
        node.put("lastExit", worker.lastExit().orElse(null));
        node.put("waitsFor", worker.waitsFor() == 0 ? null : (Integer) worker.waitsFor());
        return node;
    }

    static ObjectNode step(StepStatus step) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", step.name()).put("once", step.once()).put("state", step.state());
        node.put("at", text(step.at()));
        node.put(
                "tookMs",
                step.tookMillis().isPresent() ? (Long) step.tookMillis().getAsLong() : null);
        node.put("result", step.result());
        step.output().forEach(node.putArray("output")::add);
        return node;
    }

    static ObjectNode operation(Operation operation) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", operation.id()).put("app", operation.app()).put("verb", operation.verb());
        node.put("startedAt", operation.startedAt().toString());
        Optional<Operation.Outcome> outcome = operation.outcome();
        node.put(
                "state",
                outcome.map(end -> end.succeeded() ? "succeeded" : "failed").orElse("running"));
        operation.lines().forEach(node.putArray("lines")::add);
        node.put(
                "code",
                outcome.map(Operation.Outcome::code).filter(c -> !c.isEmpty()).orElse(null));
        node.put("message", outcome.map(Operation.Outcome::message).orElse(null));
        var lines = node.putArray("workerLines");
        outcome.ifPresent(end -> end.workerLines().forEach(lines::add));
        return node;
    }

    private static @org.jspecify.annotations.Nullable String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}
