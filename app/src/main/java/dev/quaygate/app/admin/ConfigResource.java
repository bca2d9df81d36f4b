package dev.quaygate.app.admin;

import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.config.SchemaWriter;
import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import dev.quaygate.app.state.Desk;
import dev.quaygate.app.state.Phase;
import dev.quaygate.app.state.ReloadResult;
import dev.quaygate.app.state.Running;
import dev.quaygate.app.state.Trigger;
import dev.quaygate.proxy.server.ApplyResult;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/config}, its check and its reload. */
record ConfigResource(Desk desk) {
    private static final int INVALID = 3;
    private static final int MACHINE = 4;

    /** The configuration that serves; secrets are masked. */
    AdminAnswer effective(AdminRequest request) {
        Running running = desk.reloads().running();
        var effective = running.configuration().effective();
        boolean origins = request.query().containsKey("origins");
        AdminAnswer answer =
                request.wantsText()
                        ? AdminAnswer.text(effective.yaml(origins))
                        : AdminAnswer.of(200, "application/json", effective.json() + "\n");
        return answer.field("ETag", "\"" + running.revision() + "\"");
    }

    AdminAnswer schema() {
        return AdminAnswer.of(200, "application/schema+json", SchemaWriter.write());
    }

    /** Judges what is on disk, or the body if it has one, and changes nothing. */
    AdminAnswer check(AdminRequest request) throws Refusal {
        Loaded loaded = desk.reloads().check(text(request));
        boolean good = loaded instanceof Loaded.Good one && one.broken().isEmpty();
        if (request.wantsText()) {
            String text =
                    ProblemPrinter.print(
                            ProblemPrinter.Format.TEXT,
                            loaded.problems(),
                            Outcome.CHECKED,
                            ProblemPrinter.SHOWN);
            return AdminAnswer.text(good && text.isEmpty() ? "the configuration is valid\n" : text)
                    .status(good ? 200 : 422)
                    .exit(good ? 0 : INVALID);
        }
        String json =
                ProblemPrinter.print(
                        ProblemPrinter.Format.JSON,
                        loaded.problems(),
                        outcome(),
                        loaded.problems().size());
        return good
                ? AdminAnswer.of(200, "application/json", json)
                : ProblemDocument.invalid(
                        loaded.problems(),
                        outcome(),
                        "the configuration has errors",
                        request.target());
    }

    /** Serves with what is on disk, or changes nothing. */
    AdminAnswer reload(AdminRequest request) throws Refusal {
        if (desk.phase().get() != Phase.READY) {
            throw Refusal.unavailable("QG4007", "it is " + desk.phase().get().word());
        }
        ReloadResult result = desk.reloads().reload(Trigger.API);
        AdminAnswer answer =
                request.wantsText()
                        ? AdminAnswer.text(ReloadText.of(result)).status(status(result))
                        : json(result, request.target());
        return answer.exit(exit(result));
    }

    private static int status(ReloadResult result) {
        return switch (result) {
            case ReloadResult.Applied _ -> 200;
            case ReloadResult.Invalid _ -> 422;
            case ReloadResult.Refused _ -> 409;
        };
    }

    private static int exit(ReloadResult result) {
        return switch (result) {
            case ReloadResult.Applied applied -> applied.running().broken().isEmpty() ? 0 : INVALID;
            case ReloadResult.Invalid _ -> INVALID;
            case ReloadResult.Refused _ -> MACHINE;
        };
    }

    private AdminAnswer json(ReloadResult result, String target) {
        return switch (result) {
            case ReloadResult.Applied applied -> AdminAnswer.json(json(applied));
            case ReloadResult.Invalid invalid ->
                    ProblemDocument.invalid(
                            invalid.problems(),
                            outcome(),
                            ReloadText.kept(invalid.running()).sentence(),
                            target);
            case ReloadResult.Refused refused ->
                    ProblemDocument.refused(refused.code(), refused.message(), target);
        };
    }

    private static ObjectNode json(ReloadResult.Applied applied) {
        ApplyResult result = applied.result();
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("applied", true).put("revision", result.revision());
        node.put("tookMs", result.took().toMillis());
        var changes = node.putArray("changes");
        result.changes()
                .forEach(change ->
                        changes.addObject()
                                .put("sign", String.valueOf(change.sign()))
                                .put("kind", change.kind())
                                .put("name", change.name())
                                .put("detail", change.detail()));
        applied.others()
                .forEach(other ->
                        changes.addObject()
                                .put("sign", "~")
                                .put("kind", other)
                                .put("name", other)
                                .put("detail", ""));
        node.putObject("kept")
                .put("connections", result.keptConnections())
                .put("websockets", result.keptTunnels());
        node.put("draining", result.draining()).put("cut", result.cut());
        applied.apps().forEach(node.putArray("apps")::add);
        node.put("orders", applied.orders());
        applied.notes().forEach(node.putArray("notes")::add);
        node.set(
                "problems",
                JsonMapper.shared()
                        .readTree(
                                ProblemPrinter.print(
                                        ProblemPrinter.Format.JSON,
                                        applied.running().problems(),
                                        Outcome.applied(result.revision()),
                                        ProblemPrinter.SHOWN))
                        .path("problems"));
        return node;
    }

    private Outcome outcome() {
        return ReloadText.kept(desk.reloads().running());
    }

    /** YAML is a configuration; JSON without keys means the files. */
    private static @org.jspecify.annotations.Nullable String text(AdminRequest request)
            throws Refusal {
        try {
            String body =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(request.body()))
                            .toString();
            return body.isBlank() || body.strip().equals("{}") ? null : body;
        } catch (CharacterCodingException _) {
            throw Refusal.malformed(400, "the body is not UTF-8");
        }
    }
}
