package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.launch.Assignment;
import dev.quaygate.workers.launch.LaunchProblem;
import dev.quaygate.workers.launch.Launcher;
import dev.quaygate.workers.launch.ProcessGroup;
import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.launch.Programs;
import dev.quaygate.workers.logs.WorkerOutput;
import dev.quaygate.workers.probe.ProbeResult;
import dev.quaygate.workers.probe.Surroundings;
import dev.quaygate.workers.resources.MemoryGroup;
import dev.quaygate.workers.resources.ProcessTable;
import dev.quaygate.workers.resources.WorkerUsage;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.PrestartStep.Once;
import dev.quaygate.workers.settings.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real processes of one app. Each thing that takes time has a virtual thread of its own. */
final class Processes implements Outside {
    private static final Logger log = LoggerFactory.getLogger(Processes.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final String app;
    private final Shared shared;
    private final StepRunner steps;
    private final Consumer<Message> tell;
    private final Map<String, MemoryGroup> groups = new ConcurrentHashMap<>();

    /**
     * @param tell takes the answers; any thread
     */
    Processes(String app, Shared shared, Consumer<Message> tell) {
        this.app = app;
        this.shared = shared;
        this.tell = tell;
        this.steps =
                new StepRunner(
                        shared.home().state().resolve(app).resolve("steps"),
                        shared.launcher(),
                        shared.events(),
                        shared.clock());
    }

    @Override
    public WorkerAddress address(AppSettings settings, int worker) throws LaunchProblem {
        return switch (settings.listen()) {
            case SOCKET -> new WorkerAddress.Socket(directory().resolve(worker + ".sock"));
            case PORT -> new WorkerAddress.Port(shared.ports().take(settings.ports()));
        };
    }

    @Override
    public void launch(Generation generation, LedgerEntry entry) {
        elsewhere(() -> launchNow(generation, entry));
    }

    private void launchNow(Generation generation, LedgerEntry entry) throws InterruptedException {
        AppSettings settings = generation.settings();
        List<PrestartStep> each =
                settings.prestart().stream().filter(it -> it.once() == Once.WORKER).toList();
        Optional<Failure> failure = steps.runAll(generation, each, entry.worker());
        if (failure.isPresent()) {
            tell.accept(new Message.LaunchFailed(entry.instance(), failure.get()));
            return;
        }
        try {
            Process process =
                    shared.launcher()
                            .worker(
                                    settings,
                                    assignment(entry),
                                    directory(),
                                    group(settings, entry));
            shared.logs().follow(output(settings, entry.worker()));
            // A process that has ended stays in the table until it was waited for, so mostly it is
            // found; if not, its end is reported all the same.
            ProcessId id = ProcessId.of(process.pid()).orElse(new ProcessId(process.pid(), 0));
            tell.accept(new Message.Launched(entry.instance(), id));
            process.onExit().thenAccept(it -> tell.accept(ended(entry, it.exitValue())));
        } catch (LaunchProblem e) {
            var why = new Failure("QG7002", String.valueOf(e.getMessage()), List.of());
            tell.accept(new Message.LaunchFailed(entry.instance(), why));
        }
    }

    private Message ended(LedgerEntry entry, int status) {
        boolean byKernel = status == 137 && killedByKernel(entry);
        return new Message.Ended(
                entry.instance(), byKernel ? ExitReason.HARD_MEMORY : ExitReason.of(status));
    }

    private boolean killedByKernel(LedgerEntry entry) {
        MemoryGroup group = groups.get(entry.instance());
        return group != null && group.killed() > 0;
    }

    /** Where it enters its control group; empty if it has none. */
    private String group(AppSettings settings, LedgerEntry entry) {
        long hard = settings.memory().hardBytes();
        if (hard == 0) {
            return "";
        }
        try {
            Optional<MemoryGroup> group = shared.limit().open(app, entry.worker(), hard);
            group.ifPresent(it -> groups.put(entry.instance(), it));
            return group.map(it -> it.processes().toString()).orElse("");
        } catch (IOException e) {
            log.warn("app.memoryGroup app={} worker={}", app, entry.worker(), e);
            return ""; // our own check every five seconds still holds
        }
    }

    @Override
    public void adopt(AppSettings settings, LedgerEntry entry) {
        if (entry.address() instanceof WorkerAddress.Port(int port)) {
            shared.ports().keep(port);
        }
        shared.limit()
                .find(app, entry.worker())
                .ifPresent(group -> groups.put(entry.instance(), group));
        shared.logs().resume(output(settings, entry.worker()));
        elsewhere(() -> {
            // Not our child: nobody tells us its end, let alone its status.
            while (process(entry).alive()) {
                Thread.sleep(LOOK);
            }
            String why = killedByKernel(entry) ? ExitReason.HARD_MEMORY : "ended";
            tell.accept(new Message.Ended(entry.instance(), why));
        });
    }

    @Override
    public void signal(LedgerEntry entry, String signal) {
        elsewhere(() -> ProcessGroup.signal(process(entry), signal));
    }

    @Override
    public void kill(LedgerEntry entry) {
        elsewhere(() -> ProcessGroup.kill(process(entry)));
    }

    @Override
    public void sweep(LedgerEntry entry) {
        elsewhere(() -> {
            int left = ProcessGroup.members(process(entry)).size();
            tell.accept(new Message.Swept(entry.instance(), left));
        });
    }

    @Override
    public void forget(LedgerEntry entry) {
        switch (entry.address()) {
            case WorkerAddress.Port(int port) -> shared.ports().release(port);
            case WorkerAddress.Socket(Path path) -> remove(path);
        }
        shared.logs().finish(app, entry.worker());
        MemoryGroup group = groups.remove(entry.instance());
        if (group != null) {
            group.remove();
        }
    }

    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException _) {
            // The next launch there says so if it matters.
        }
    }

    @Override
    public void probe(Generation generation, LedgerEntry entry, Probe probe, Duration timeout) {
        elsewhere(() -> {
            String problem;
            try {
                problem = ask(generation.settings(), entry, probe, timeout);
            } catch (LaunchProblem e) {
                problem = String.valueOf(e.getMessage());
            }
            tell.accept(new Message.Probed(entry.instance(), problem));
        });
    }

    private @org.jspecify.annotations.Nullable String ask(
            AppSettings settings, LedgerEntry entry, Probe probe, Duration timeout)
            throws LaunchProblem, InterruptedException {
        Probe question = probe;
        var around = new Surroundings(entry.release().directory(), Map.of(), List.of());
        if (probe instanceof Probe.Run(var command)) {
            Launcher.Inside inside = shared.launcher().inside(settings, command, assignment(entry));
            question = new Probe.Run(inside.command());
            around =
                    new Surroundings(
                            entry.release().directory(), inside.environment(), inside.wrapper());
        }
        return switch (shared.prober().ask(question, entry.address(), timeout, around)) {
            case ProbeResult.Good() -> null;
            case ProbeResult.Bad(String why) -> why;
        };
    }

    @Override
    public void measure(List<LedgerEntry> workers) {
        elsewhere(() -> {
            ProcessTable table = ProcessTable.read();
            var usage = new HashMap<String, WorkerUsage>();
            for (LedgerEntry entry : workers) {
                table.usage(process(entry).pid()).ifPresent(it -> usage.put(entry.instance(), it));
            }
            tell.accept(new Message.Measured(usage));
        });
    }

    @Override
    public void prepare(long preparation, Generation generation, List<PrestartStep> due) {
        elsewhere(() -> {
            Optional<Failure> failure = steps.runAll(generation, due, 0);
            tell.accept(new Message.Prepared(preparation, failure.orElse(null)));
        });
    }

    @Override
    public Map<String, AppStatus.StepStatus> steps(Generation generation) {
        return steps.status(generation);
    }

    @Override
    public List<String> lastLines(int worker) {
        return shared.logs().lastErrors(app, worker);
    }

    @Override
    public String fingerprint(Generation generation) {
        var text = new StringBuilder();
        AppSettings settings = generation.settings();
        String path = settings.env().getOrDefault("PATH", System.getenv("PATH"));
        var files =
                Programs.files(
                        settings.command(),
                        generation.release().directory(),
                        path == null ? "" : path);
        for (Path file : files) {
            text.append(file).append(' ').append(changed(file)).append('\n');
        }
        for (Path file : settings.envFiles()) {
            text.append(file).append(' ').append(changed(file)).append('\n');
        }
        return text.toString();
    }

    private static String changed(Path file) {
        try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException _) {
            return "missing";
        }
    }

    private Path directory() {
        return shared.home().run().resolve(app);
    }

    private WorkerOutput output(AppSettings settings, int worker) {
        return new WorkerOutput(
                app,
                worker,
                directory().resolve(worker + ".out"),
                directory().resolve(worker + ".err"),
                settings.logs().lineBytes());
    }

    private Assignment assignment(LedgerEntry entry) {
        return new Assignment(
                app,
                entry.worker(),
                entry.address() instanceof WorkerAddress.Socket(Path path) ? path : null,
                entry.address() instanceof WorkerAddress.Port(int port) ? port : 0,
                entry.release().name(),
                entry.release().directory(),
                entry.instance());
    }

    private static ProcessId process(LedgerEntry entry) {
        ProcessId process = entry.process();
        if (process == null) {
            throw new IllegalStateException("worker " + entry.worker() + " was not started");
        }
        return process;
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void elsewhere(Work work) {
        try {
            shared.threads()
                    .execute(() -> {
                        try {
                            work.run();
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt(); // closed: workers go on
                        } catch (RuntimeException e) {
                            log.error("app.internal app={}", app, e);
                        }
                    });
        } catch (RejectedExecutionException _) {
            log.debug("app.closed app={}", app);
        }
    }
}
