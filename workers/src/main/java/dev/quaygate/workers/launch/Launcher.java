package dev.quaygate.workers.launch;

import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts processes of applications. Blocks for some milliseconds; any thread. */
public final class Launcher {
    /**
     * What a command is run in that is to see what a worker sees.
     *
     * @param command with all places filled in
     * @param wrapper words before the command that change the user; may be empty
     */
    public record Inside(Command command, Map<String, String> environment, List<String> wrapper) {}

    private final Map<String, String> ourEnvironment;

    /**
     * @param ourEnvironment of which workers get PATH, HOME, LANG and TZ
     */
    public Launcher(Map<String, String> ourEnvironment) {
        this.ourEnvironment = Map.copyOf(ourEnvironment);
    }

    /**
     * Starts a worker that leads its own session and goes on when we end.
     *
     * @param directory for socket and output of the app's workers; made if missing
     * @param group file to enter a control group by; empty = none
     * @throws LaunchProblem if something is missing that can be known before
     */
    public Process worker(AppSettings app, Assignment who, Path directory, String group)
            throws LaunchProblem {
        Surroundings here = surroundings(app);
        requireDirectory(who);
        var plan = LaunchPlan.worker(app, who, here, group);
        Programs.require(app.command(), plan);
        WorkerDirectory.prepare(directory, here.account());
        if (who.socket() != null) {
            WorkerDirectory.removeSocket(who.socket());
        }
        Path out = WorkerDirectory.outputFile(directory.resolve(who.worker() + ".out"));
        Path err = WorkerDirectory.outputFile(directory.resolve(who.worker() + ".err"));
        return start(plan, ProcessBuilder.Redirect.appendTo(out.toFile()), err);
    }

    /**
     * Starts a step before start; it too goes on when we end.
     *
     * @param status file that holds the exit status once it has ended
     * @param output file for what it prints; both kinds
     */
    public Process step(AppSettings app, Command command, Assignment who, Path status, Path output)
            throws LaunchProblem {
        Surroundings here = surroundings(app);
        requireDirectory(who);
        var plan = LaunchPlan.step(app, command, who, here, status);
        Programs.require(command, plan);
        Path file = WorkerDirectory.outputFile(output);
        return start(plan, ProcessBuilder.Redirect.appendTo(file.toFile()), file);
    }

    /** What a probe by command runs in. */
    public Inside inside(AppSettings app, Command command, Assignment who) throws LaunchProblem {
        Surroundings here = surroundings(app);
        List<String> words = Places.words(command, who);
        return new Inside(
                Command.exec(words),
                LaunchPlan.environment(app, who, here),
                LaunchPlan.identity(here));
    }

    private static Process start(LaunchPlan plan, ProcessBuilder.Redirect out, Path err)
            throws LaunchProblem {
        var builder =
                new ProcessBuilder(plan.argv())
                        .directory(plan.directory().toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out)
                        .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
        builder.environment().clear();
        builder.environment().putAll(plan.env());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new LaunchProblem(
                    "command: setsid cannot be run: "
                            + e.getMessage()
                            + "; install util-linux, or free memory or processes",
                    e);
        }
    }

    private Surroundings surroundings(AppSettings app) throws LaunchProblem {
        Optional<Account> account = Accounts.wanted(app.identity());
        return new Surroundings(
                ourEnvironment, account, OpenFiles.most(), EnvFile.readAll(app.envFiles()));
    }

    private static void requireDirectory(Assignment who) throws LaunchProblem {
        if (!Files.isDirectory(who.directory())) {
            throw new LaunchProblem(
                    "cwd: "
                            + who.directory()
                            + " is no directory; create it, or deploy a release that exists");
        }
    }
}
