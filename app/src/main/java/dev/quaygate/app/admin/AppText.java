package dev.quaygate.app.admin;

import dev.quaygate.workers.AppStatus;
import dev.quaygate.workers.AppStatus.StepStatus;
import dev.quaygate.workers.AppStatus.WorkerStatus;
import dev.quaygate.workers.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Apps as a person at a terminal reads them. */
final class AppText {
    private static final double MEBIBYTE = 1 << 20;

    private final Instant now;

    AppText(Instant now) {
        this.now = now;
    }

    String table(List<AppStatus> apps) {
        var table =
                new Table(
                        "APP",
                        "RELEASE",
                        "WORKERS",
                        "USED",
                        "MEMORY",
                        "RESTARTS",
                        "LAST EXIT",
                        "STATE");
        for (AppStatus app : apps) {
            table.row(
                    app.name(),
                    release(app.release()),
                    app.ready() + " of " + app.wanted(),
                    percent(app.utilisation()),
                    memory(app),
                    String.format(Locale.ROOT, "%,d", app.restarts()),
                    lastExit(app),
                    state(app));
        }
        var out = new StringBuilder(table.text());
        apps.forEach(app -> trouble(app, out));
        return out.toString();
    }

    String one(AppStatus app) {
        var out = new StringBuilder();
        out.append(Printable.of(app.name() + "   release " + app.release()));
        out.append("   ").append(app.ready()).append(" of ").append(app.wanted()).append(" ready");
        out.append(
                app.utilisation().isPresent() ? ", " + percent(app.utilisation()) + " used" : "");
        out.append("   ").append(state(app)).append('\n');
        line(out, "why", app.why());
        line(out, "fit", app.fit());
        line(out, "advice", advice(app));
        out.append(workers(app.workers()));
        app.prestart().forEach(step -> line(out, "prestart", step(step)));
        if (!app.lastLines().isEmpty() && needsCare(app)) {
            out.append("last lines of the worker that failed:\n").append(lines(app.lastLines()));
        }
        return out.toString();
    }

    /** What the steps before the start did, with what they printed. */
    String prestart(AppStatus app) {
        if (app.prestart().isEmpty()) {
            return app.name() + " has no steps before its start\n";
        }
        var out = new StringBuilder();
        for (StepStatus step : app.prestart()) {
            out.append(step(step)).append('\n').append(lines(step.output()));
        }
        return out.toString();
    }

    /** How many workers would be right, and why. */
    static String advice(AppStatus app) {
        if (app.adviceWhy().isEmpty()) {
            return "";
        }
        return app.advice() == 0 || app.advice() == app.ready()
                ? "keep " + Texts.count(app.ready(), "worker") + ": " + app.adviceWhy()
                : Texts.count(app.advice(), "worker")
                        + " instead of "
                        + app.ready()
                        + ": "
                        + app.adviceWhy();
    }

    /** Whether a person should look at it. */
    static boolean needsCare(AppStatus app) {
        return switch (app.state()) {
            case "stopped", "idle" -> false;
            case "ready" -> !app.why().isEmpty();
            default -> true;
        };
    }

    /** Lines of others, indented, without what a terminal would obey. */
    static String lines(List<String> lines) {
        return lines.stream()
                .map(line -> "  " + Printable.of(line) + "\n")
                .collect(Collectors.joining());
    }

    /** Share of the wanted use, as people read it. */
    static String percent(OptionalDouble share) {
        return share.isPresent() ? Math.round(share.getAsDouble() * 100) + " %" : "-";
    }

    private void trouble(AppStatus app, StringBuilder out) {
        if (!needsCare(app)) {
            return;
        }
        String last = app.lastLines().isEmpty() ? "" : app.lastLines().getLast();
        String what = last.isBlank() ? app.why() : "\"" + last.strip() + "\"";
        if (!what.isEmpty()) {
            out.append(app.name()).append(": ").append(Printable.of(what));
            out.append("    quaygate apps ").append(last.isBlank() ? "" : "logs ");
            out.append(app.name()).append('\n');
        }
    }

    private String workers(List<WorkerStatus> workers) {
        if (workers.isEmpty()) {
            return "";
        }
        var table =
                new Table(
                        "WORKER",
                        "PID",
                        "STATE",
                        "FOR",
                        "MEMORY",
                        "CPU",
                        "IN FLIGHT",
                        "RESTARTS",
                        "LAST EXIT",
                        "ENDPOINT");
        for (WorkerStatus worker : workers) {
            table.row(
                    String.valueOf(worker.n()),
                    worker.pid() == 0 ? "-" : String.valueOf(worker.pid()),
                    state(worker) + (worker.adopted() ? " (adopted)" : ""),
                    Texts.span(Duration.between(worker.since(), now)),
                    mebibytes(worker.memoryBytes()),
                    worker.cpu().isPresent()
                            ? String.format(Locale.ROOT, "%.2f", worker.cpu().getAsDouble())
                            : "-",
                    String.valueOf(worker.inFlight()),
                    String.format(Locale.ROOT, "%,d", worker.restarts()),
                    Printable.of(worker.lastExit().orElse("-")),
                    worker.endpoint().toString());
        }
        return table.text();
    }

    private String state(WorkerStatus worker) {
        String scout = worker.waitsFor() == 0 ? "" : "after worker " + worker.waitsFor();
        return switch (worker.state()) {
            case WorkerState.Exited(String reason) ->
                    "exited (" + Printable.of(reason) + ")" + (scout.isEmpty() ? "" : ", " + scout);
            case WorkerState.CrashLoop(Instant next) -> "crashLoop, " + nextTry(scout, next);
            default -> worker.state().word() + (scout.isEmpty() ? "" : ", " + scout);
        };
    }

    /**
     * @param scout who tries first; empty if it is the worker itself
     */
    private String nextTry(String scout, Instant next) {
        if (scout.isEmpty()) {
            return "next try " + in(next);
        }
        return next.isAfter(now) ? scout + "'s next try " + in(next) : scout + ", which tries now";
    }

    private String state(AppStatus app) {
        return app.state() + app.nextTry().map(next -> ", next try " + in(next)).orElse("");
    }

    private String in(Instant next) {
        Duration left = Duration.between(now, next);
        return left.isPositive() ? "in " + Texts.span(left) : "now";
    }

    private static String step(StepStatus step) {
        String took =
                step.tookMillis().isPresent()
                        ? " in " + Texts.seconds(Duration.ofMillis(step.tookMillis().getAsLong()))
                        : "";
        String at = step.at().map(when -> "   " + when).orElse("");
        String result = step.result().isEmpty() ? "" : " (" + Printable.of(step.result()) + ")";
        return step.name() + "  once per " + step.once() + "  " + step.state() + took + result + at;
    }

    private static String memory(AppStatus app) {
        List<String> parts = new ArrayList<>();
        app.workers().stream()
                .map(WorkerStatus::memoryBytes)
                .filter(OptionalLong::isPresent)
                .forEach(bytes -> parts.add("" + Math.round(bytes.getAsLong() / MEBIBYTE)));
        return parts.isEmpty() ? "-" : String.join(" + ", parts) + " MiB";
    }

    private static String mebibytes(OptionalLong bytes) {
        return bytes.isPresent() ? Math.round(bytes.getAsLong() / MEBIBYTE) + " MiB" : "-";
    }

    private static String lastExit(AppStatus app) {
        return app.workers().stream()
                .filter(worker -> worker.lastExit().isPresent())
                .max((a, b) -> a.since().compareTo(b.since()))
                .map(worker ->
                        Printable.of("worker " + worker.n() + ": " + worker.lastExit().orElse("")))
                .orElse("-");
    }

    /** A release that is a directory is known by its last name. */
    private static String release(String release) {
        return Printable.of(release.substring(release.lastIndexOf('/') + 1));
    }

    private static void line(StringBuilder out, String word, String text) {
        if (!text.isEmpty()) {
            out.append(String.format(Locale.ROOT, "%-9s%s%n", word, Printable.of(text)));
        }
    }
}
