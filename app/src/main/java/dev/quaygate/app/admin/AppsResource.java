package dev.quaygate.app.admin;

import dev.quaygate.app.state.Desk;
import dev.quaygate.workers.AppControl.Busy;
import dev.quaygate.workers.AppControl.LogLine;
import dev.quaygate.workers.AppStatus;
import dev.quaygate.workers.Operation;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/apps}: what apps are doing, and what a person wants of them. */
record AppsResource(Desk desk) {
    private static final int LINES = 100;
    private static final int MOST_LINES = 10_000;

    AdminAnswer list(AdminRequest request) {
        List<AppStatus> apps = desk.apps().apps();
        if (request.wantsText()) {
            return AdminAnswer.text(apps.isEmpty() ? "no apps\n" : text().table(apps));
        }
        var list = JsonMapper.shared().createArrayNode();
        apps.forEach(app -> list.add(AppJson.app(app)));
        return AdminAnswer.json(list);
    }

    AdminAnswer one(AdminRequest request, String name) throws Refusal {
        AppStatus app = find(name);
        return request.wantsText()
                ? AdminAnswer.text(text().one(app))
                : AdminAnswer.json(AppJson.app(app));
    }

    /** A part of one app: {@code logs}, {@code prestart} or {@code advice}. */
    AdminAnswer part(AdminRequest request, String name, String part) throws Refusal {
        AppStatus app = find(name);
        return switch (part) {
            case "logs" -> logs(request, name);
            case "prestart" -> prestart(request, app);
            case "advice" -> advice(request, app);
            default -> throw Refusal.notFound("there is nothing here: " + request.method());
        };
    }

    /** The last lines, then each new one, until the client leaves. */
    LogStream follow(AdminRequest request, String name) throws Refusal {
        return new LogStream(
                desk.apps(),
                find(name).name(),
                count(request),
                request.query().containsKey("text"));
    }

    private AdminAnswer logs(AdminRequest request, String name) throws Refusal {
        List<LogLine> lines = desk.apps().tail(name, count(request));
        if (request.wantsText()) {
            var out = new StringBuilder();
            lines.forEach(line -> out.append(LogStream.text(line)).append('\n'));
            return AdminAnswer.text(out.toString());
        }
        var list = JsonMapper.shared().createArrayNode();
        lines.forEach(line -> list.add(LogStream.json(line)));
        return AdminAnswer.json(list);
    }

    private static int count(AdminRequest request) throws Refusal {
        String lines = request.query().getOrDefault("lines", String.valueOf(LINES));
        if (!lines.matches("[0-9]{1,5}") || Integer.parseInt(lines) > MOST_LINES) {
            throw Refusal.malformed(400, "`lines` is a number up to " + MOST_LINES);
        }
        return Integer.parseInt(lines);
    }

    private AdminAnswer prestart(AdminRequest request, AppStatus app) {
        boolean failed = app.prestart().stream().anyMatch(step -> step.state().equals("failed"));
        if (request.wantsText()) {
            return AdminAnswer.text(text().prestart(app)).exit(failed ? 1 : 0);
        }
        var list = JsonMapper.shared().createArrayNode();
        app.prestart().forEach(step -> list.add(AppJson.step(step)));
        return AdminAnswer.json(list).exit(failed ? 1 : 0);
    }

    private AdminAnswer advice(AdminRequest request, AppStatus app) {
        if (!request.wantsText()) {
            return AdminAnswer.json(AppJson.app(app).path("advice"));
        }
        String advice = AppText.advice(app);
        return AdminAnswer.text(
                app.name()
                        + "  "
                        + (advice.isEmpty() ? "no advice yet: it is measured first" : advice)
                        + "\n");
    }

    /** Begins what the verb says; the answer leads to the operation. */
    AdminAnswer act(AdminRequest request, String name, String verb) throws Refusal {
        find(name);
        try {
            Operation operation =
                    switch (verb) {
                        case "restart" -> desk.apps().restart(name);
                        case "start" -> desk.apps().start(name);
                        case "stop" -> desk.apps().stop(name);
                        case "rollback" -> desk.apps().rollback(name);
                        case "scale" -> desk.apps().scale(name, workers(request));
                        case "deploy" -> desk.apps().deploy(name, release(request));
                        default -> throw Refusal.notFound("there is nothing here");
                    };
            return new OperationsResource(desk).begun(request, operation);
        } catch (Busy busy) {
            throw Refusal.busy(String.valueOf(busy.getMessage()));
        }
    }

    private static int workers(AdminRequest request) throws Refusal {
        JsonNode workers = body(request).path("workers");
        if (!workers.isInt() || workers.asInt() < 1 || workers.asInt() > 1000) {
            throw Refusal.malformed(400, "the body is {\"workers\": N} with N from 1 to 1000");
        }
        return workers.asInt();
    }

    private static Path release(AdminRequest request) throws Refusal {
        String release = body(request).path("release").asString("");
        if (!release.startsWith("/") || release.indexOf('\0') >= 0) {
            throw Refusal.malformed(400, "the body is {\"release\": \"/absolute/directory\"}");
        }
        return Path.of(release).normalize();
    }

    private static JsonNode body(AdminRequest request) throws Refusal {
        try {
            return JsonMapper.shared().readTree(request.body());
        } catch (JacksonException _) {
            throw Refusal.malformed(400, "the body is not JSON");
        }
    }

    private AppStatus find(String name) throws Refusal {
        return desk.apps()
                .app(name)
                .orElseThrow(() -> Refusal.notFound("no app is called `" + name + "`"));
    }

    private AppText text() {
        return new AppText(desk.clock().instant());
    }
}
