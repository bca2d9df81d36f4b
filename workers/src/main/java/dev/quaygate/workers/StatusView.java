package dev.quaygate.workers;

import dev.quaygate.workers.AppStatus.WorkerStatus;
import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.resources.Advice;
import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.settings.AppSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Puts what is known about an app into words. Pure but for what it asks of traffic. */
final class StatusView {
    private StatusView() {}

    /**
     * @param prepared whose steps before start are shown
     * @param scout number of the worker that tries for all; 0 = each by itself
     * @param waitingFor apps that are not ready; empty = none
     * @param problem why something did not come up that was to
     * @param refused release of it; empty if nothing was refused
     */
    record Facts(
            AppContext app,
            AppSettings settings,
            Generation serving,
            Generation prepared,
            int wanted,
            int fitting,
            int scout,
            boolean stopped,
            boolean idle,
            boolean preparing,
            String waitingFor,
            @Nullable Failure problem,
            String refused,
            List<Worker> workers) {
        int ready() {
            return (int) workers.stream().filter(Worker::ready).count();
        }
    }

    static String state(Facts facts) {
        if (facts.stopped()) {
            return "stopped";
        }
        if (facts.idle()) {
            return "idle";
        }
        if (facts.ready() > 0) {
            return facts.ready() >= facts.fitting() ? "ready" : "degraded";
        }
        if (!facts.waitingFor().isEmpty()) {
            return "waiting";
        }
        if (facts.workers().isEmpty()) {
            boolean failed = facts.problem() != null && !facts.preparing();
            return failed ? "prestartFailed" : facts.preparing() ? "prestart" : "starting";
        }
        return facts.workers().stream().anyMatch(StatusView::looping) ? "crashLoop" : "starting";
    }

    private static boolean looping(Worker worker) {
        return worker.state() instanceof WorkerState.CrashLoop;
    }

    /** Whether no worker will start until a person acts. */
    static boolean needsPerson(Facts facts) {
        return switch (state(facts)) {
            case "stopped", "prestartFailed" -> true;
            default -> false;
        };
    }

    static String why(Facts facts) {
        return switch (state(facts)) {
            case "stopped" -> "stopped by a person: quaygate apps start " + facts.app().app();
            case "idle" -> "idle: no request for a while; starts with the next one";
            case "waiting" -> "waits until " + facts.waitingFor() + " is ready";
            case "prestart" -> "a step before start runs";
            case "prestartFailed" -> refusal(facts);
            case "ready" -> facts.refused().isEmpty() ? "" : refusal(facts);
            case "crashLoop" -> "QG7002 " + failure(facts);
            case "degraded" ->
                    facts.ready() + " of " + facts.fitting() + " ready; " + failure(facts);
            default -> starting(facts);
        };
    }

    private static String starting(Facts facts) {
        boolean failed =
                facts.workers().stream().anyMatch(it -> it.history().failure().isPresent());
        return failed ? failure(facts) : "workers are starting";
    }

    private static String refusal(Facts facts) {
        Failure problem = facts.problem();
        if (problem == null) {
            return "";
        }
        String release = facts.refused().isEmpty() ? "" : "release " + facts.refused() + ": ";
        String code = problem.code().equals("QG7001") ? "QG7001 " : "QG7007 ";
        return code + release + problem.why();
    }

    private static String failure(Facts facts) {
        return facts.workers().stream()
                .flatMap(it -> it.history().failure().stream())
                .map(Failure::why)
                .findFirst()
                .or(() -> Optional.of(facts.app().scouting().why()).filter(it -> !it.isEmpty()))
                .orElse("the others are starting");
    }

    static AppStatus of(Facts facts, Upkeep upkeep) {
        AppContext app = facts.app();
        Advice advice = upkeep.advice();
        int advised = advice == null || facts.ready() == 0 ? 0 : advice.workers();
        return new AppStatus(
                app.app(),
                state(facts),
                why(facts),
                facts.serving().release().name(),
                facts.wanted(),
                facts.fitting(),
                app.neighbours().fit(app.app()).map(StatusView::fit).orElse(""),
                facts.ready(),
                upkeep.utilisation(),
                advised == facts.ready() ? 0 : advised,
                advice == null ? "" : advice.why(),
                app.restarts().all(),
                app.restarts().byReason(),
                OptionalLong.of(app.traffic().queued(app.app())),
                facts.workers().stream().map(it -> worker(it, facts, upkeep)).toList(),
                List.copyOf(app.outside().steps(facts.prepared()).values()),
                lines(facts),
                nextTry(facts));
    }

    private static String fit(Fit fit) {
        return (fit.tooFew() ? "QG7004 " : "") + fit.why();
    }

    private static WorkerStatus worker(Worker worker, Facts facts, Upkeep upkeep) {
        var process = worker.entry().map(LedgerEntry::process);
        return new WorkerStatus(
                worker.n(),
                process.map(it -> it.pid()).orElse(0L),
                worker.state(),
                worker.since(),
                worker.launchedAt(),
                worker.history().restarts(),
                upkeep.memory(worker, facts.settings()),
                upkeep.usage().rss(worker),
                upkeep.usage().cpu(worker),
                worker.inFlight(),
                worker.address().orElse(new WorkerAddress.Socket(Path.of("-"))),
                worker.generation().release().name(),
                worker.adopted(),
                worker.history().lastExit(),
                worker.waits() && worker.n() != facts.scout() ? facts.scout() : 0);
    }

    private static List<String> lines(Facts facts) {
        Failure problem = facts.problem();
        if (problem != null) {
            return problem.lines();
        }
        List<String> lines =
                facts.workers().stream()
                        .flatMap(it -> it.history().failure().stream())
                        .findFirst()
                        .map(Failure::lines)
                        .orElse(List.of());
        return lines.subList(Math.max(0, lines.size() - 20), lines.size());
    }

    private static Optional<Instant> nextTry(Facts facts) {
        return facts.workers().stream()
                .filter(Worker::waits)
                .filter(it -> facts.scout() > 0 || it.history().lastExit().isPresent())
                .map(Worker::nextTry)
                .min(Instant::compareTo);
    }
}
