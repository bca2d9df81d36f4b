package dev.quaygate.workers;

import dev.quaygate.workers.AppStatus.StepStatus;
import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.StepFiles.Done;
import dev.quaygate.workers.StepFiles.Run;
import dev.quaygate.workers.launch.Assignment;
import dev.quaygate.workers.launch.LaunchProblem;
import dev.quaygate.workers.launch.Launcher;
import dev.quaygate.workers.launch.ProcessGroup;
import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.PrestartStep.Once;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps before start of one app, those of a release only until they ended well once. A
 * step outlives us: the next one of us waits for it instead of running it again. Blocks; any
 * thread.
 */
final class StepRunner {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Path directory;
    private final Launcher launcher;
    private final WorkerEvents events;
    private final InstantSource clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final Map<String, StepStatus> latest = new ConcurrentHashMap<>();

    /**
     * @param directory for what is remembered; must last
     */
    StepRunner(Path directory, Launcher launcher, WorkerEvents events, InstantSource clock) {
        this.directory = directory;
        this.launcher = launcher;
        this.events = events;
        this.clock = clock;
    }

    /** In order; stops at the first that fails. */
    Optional<Failure> runAll(Generation generation, List<PrestartStep> steps, int worker)
            throws InterruptedException {
        // Steps of two releases, or one step twice, never run side by side.
        if (worker == 0) {
            oneAtATime.lockInterruptibly();
        }
        try {
            for (PrestartStep step : steps) {
                Optional<Failure> failure = new One(generation, step, worker).run();
                if (failure.isPresent()) {
                    return failure;
                }
            }
            return Optional.empty();
        } finally {
            if (worker == 0) {
                oneAtATime.unlock();
            }
        }
    }

    /** In the order of the settings, by name. */
    Map<String, StepStatus> status(Generation generation) {
        var all = new LinkedHashMap<String, StepStatus>();
        for (PrestartStep step : generation.settings().prestart()) {
            StepFiles files = files(generation, step, 0);
            all.put(step.name(), latest.getOrDefault(files.key(), remembered(step, files)));
        }
        return all;
    }

    private StepStatus remembered(PrestartStep step, StepFiles files) {
        try {
            Optional<Done> done =
                    step.once() == Once.RELEASE ? files.done() : Optional.<Done>empty();
            return status(
                    step,
                    done.isPresent() ? "done" : "pending",
                    done.map(Done::at).orElse(null),
                    done.map(Done::took).orElse(null),
                    done.isPresent() ? "exit 0" : "",
                    files.lines());
        } catch (IOException e) {
            return status(step, "pending", null, null, String.valueOf(e.getMessage()), List.of());
        }
    }

    private static StepStatus status(
            PrestartStep step,
            String state,
            @Nullable Instant at,
            @Nullable Duration took,
            String result,
            List<String> output) {
        return new StepStatus(
                step.name(),
                step.once().name().toLowerCase(Locale.ROOT),
                state,
                Optional.ofNullable(at),
                took == null ? OptionalLong.empty() : OptionalLong.of(took.toMillis()),
                result,
                output);
    }

    private StepFiles files(Generation generation, PrestartStep step, int worker) {
        String key = Definition.ofStep(generation.settings(), generation.release().name(), step);
        return new StepFiles(directory, worker == 0 ? key : key + "-" + worker);
    }

    /** One step, this time. */
    private final class One {
        private final Generation generation;
        private final PrestartStep step;
        private final int worker;
        private final StepFiles files;
        private boolean timedOut;

        One(Generation generation, PrestartStep step, int worker) {
            this.generation = generation;
            this.step = step;
            this.worker = worker;
            this.files = files(generation, step, worker);
        }

        Optional<Failure> run() throws InterruptedException {
            Instant began = clock.instant();
            try {
                if (step.once() == Once.RELEASE && files.done().isPresent()) {
                    return Optional.empty();
                }
                OptionalInt exit = endOfEarlierRun();
                if (exit.isEmpty() && !timedOut) {
                    began = clock.instant();
                    exit = runNow(began);
                }
                return judge(exit, began);
            } catch (LaunchProblem | IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    // Files refuse interrupted threads. The mark of the run stays: it is found
                    // again.
                    throw new InterruptedException("closed while " + step.name() + " runs");
                }
                return failed(began, String.valueOf(e.getMessage()));
            }
        }

        /** One that an earlier Quaygate began; empty if there is none or its end is not known. */
        private OptionalInt endOfEarlierRun() throws IOException, InterruptedException {
            Optional<Run> earlier = files.run();
            if (earlier.isEmpty()) {
                return OptionalInt.empty();
            }
            Optional<ProcessId> process = earlier.get().alive();
            if (process.isPresent()) {
                show("running", earlier.get().at(), null, "");
                Instant limit = earlier.get().at().plus(step.timeout());
                while (process.get().alive()) {
                    if (clock.instant().isAfter(limit)) {
                        ProcessGroup.kill(process.get());
                        timedOut = true;
                    }
                    Thread.sleep(LOOK);
                }
            }
            return files.exit();
        }

        private OptionalInt runNow(Instant began)
                throws IOException, LaunchProblem, InterruptedException {
            String instance = UUID.randomUUID().toString();
            var intent = new Run(instance, null, ProcessId.bootId(), began);
            files.begin(intent); // before the fork: found again whatever happens to us
            show("running", began, null, "");
            tell(false, "state=running");
            Process process =
                    launcher.step(
                            generation.settings(),
                            step.run(),
                            new Assignment(
                                    generation.settings().name(),
                                    worker,
                                    null,
                                    0,
                                    generation.release().name(),
                                    generation.release().directory(),
                                    instance),
                            files.status(),
                            files.output());
            Optional<ProcessId> id = ProcessId.of(process.pid());
            if (id.isPresent()) {
                files.write(new Run(instance, id.get(), ProcessId.bootId(), began));
            }
            if (!process.waitFor(step.timeout())) {
                timedOut = true;
                id.ifPresent(ProcessGroup::kill);
                process.waitFor();
                return OptionalInt.empty();
            }
            return OptionalInt.of(process.exitValue());
        }

        private Optional<Failure> judge(OptionalInt exit, Instant began) throws IOException {
            if (timedOut) {
                return failed(began, "did not end within " + step.timeout().toSeconds() + " s");
            }
            if (exit.isEmpty() || exit.getAsInt() != 0) {
                return failed(began, exit.isEmpty() ? "ended" : ExitReason.of(exit.getAsInt()));
            }
            Duration took = Duration.between(began, clock.instant());
            if (step.once() == Once.RELEASE) {
                files.succeeded(new Done(began, took));
            }
            files.end();
            show("done", began, took, "exit 0");
            tell(false, "state=done took=\"" + Message.seconds(took) + "\"");
            return Optional.empty();
        }

        private Optional<Failure> failed(Instant began, String why) {
            Duration took = Duration.between(began, clock.instant());
            try {
                files.end();
            } catch (IOException _) {
                // It is run again next time, which is what a failed step needs anyhow.
            }
            show("failed", began, took, why);
            tell(true, "state=failed code=QG7001 reason=\"" + why + "\"");
            String text = "step " + step.name() + ": " + why;
            return Optional.of(new Failure("QG7001", text, files.lines()));
        }

        private void show(String state, Instant at, @Nullable Duration took, String result) {
            String key = files(generation, step, 0).key();
            latest.put(key, status(step, state, at, took, result, files.lines()));
        }

        private void tell(boolean attention, String text) {
            events.happened(
                    "app.prestart",
                    generation.settings().name(),
                    worker,
                    attention,
                    "step=" + step.name() + " " + text);
        }
    }
}
