package dev.quaygate.app;

import dev.quaygate.app.cli.ExitCode;
import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import dev.quaygate.app.state.Running;
import dev.quaygate.app.state.Trigger;
import dev.quaygate.app.systemd.Notify;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code quaygate run}: one process from its first configuration to its end. */
final class Serving {
    private final ConfigRequest request;
    private final Map<String, String> environment;
    private final PrintStream errors;

    /**
     * @param errors where problems go that hinder the start
     */
    Serving(ConfigRequest request, Map<String, String> environment, PrintStream errors) {
        this.request = request;
        this.environment = environment;
        this.errors = errors;
    }

    /** Serves until a signal ends it; returns the exit status. */
    int run() {
        return switch (ConfigLoader.load(request)) {
            case Loaded.Bad bad -> {
                print(bad.problems(), Outcome.NOTHING_RUNS);
                yield ExitCode.CONFIGURATION;
            }
            case Loaded.Good good -> {
                print(good.problems(), Outcome.CHECKED);
                yield serve(good);
            }
        };
    }

    private int serve(Loaded.Good good) {
        Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        var paths = new UserPaths(environment);
        var first =
                new Running(
                        1,
                        Instant.now(),
                        Trigger.START,
                        paths.adjust(good.configuration()),
                        good.broken(),
                        good.problems());
        Logging.apply(first.configuration().log(), environment);
        Banner.hello(first);
        warnAboutRoot();
        try (var manager = new ServiceManager(Notify.of(environment));
                var wiring =
                        new Wiring(
                                first,
                                started,
                                environment,
                                apply ->
                                        new Reload(
                                                request,
                                                first,
                                                paths::adjust,
                                                apply,
                                                manager,
                                                InstantSource.system()))) {
            var stop = new Stop(wiring);
            wiring.start();
            manager.serves(wiring.desk());
            stop.await();
            manager.stops();
            wiring.drain();
            return ExitCode.DONE;
        } catch (StartupProblem e) {
            errors.println(e.text());
            return e.exit();
        }
    }

    private void print(List<Problem> problems, Outcome outcome) {
        errors.print(
                ProblemPrinter.print(
                        ProblemPrinter.Format.TEXT, problems, outcome, ProblemPrinter.SHOWN));
        errors.flush();
    }

    private static void warnAboutRoot() {
        if (System.getProperty("user.name", "").equals("root")) {
            Messages.warn(
                    "warning[QG2008]: running as root; run as a user of its own, ports below 1024"
                            + " need CAP_NET_BIND_SERVICE only");
        }
    }

    /** Waits for the signal that ends the process; a second one ends the waiting for others. */
    private static final class Stop {
        private static final int AFTER_SIGNAL = 128;

        private final Wiring wiring;
        private final CountDownLatch asked = new CountDownLatch(1);
        private final AtomicInteger signals = new AtomicInteger();

        Stop(Wiring wiring) {
            this.wiring = wiring;
            Signals.on("TERM", () -> signal(15));
            Signals.on("INT", () -> signal(2));
            Signals.on("HUP", () -> wiring.reload().reload(Trigger.SIGNAL));
            Signals.on("USR2", wiring::reopenLogs);
        }

        void await() {
            try {
                asked.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void signal(int number) {
            asked.countDown();
            switch (signals.incrementAndGet()) {
                case 1 -> {}
                case 2 -> wiring.hurry();
                default -> Runtime.getRuntime().halt(AFTER_SIGNAL + number);
            }
        }
    }
}
