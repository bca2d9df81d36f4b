package dev.quaygate.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quaygate apps}: all apps, or one with its workers; and what a person may do to them. */
@Command(name = "apps", description = "all apps, or one with its workers")
final class AppsCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "an app")
    @Nullable String name;

    private final Calls calls;

    AppsCommand(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Integer call() throws Failure {
        String one = name;
        return calls.show(one == null ? "/v1/apps" : path(one));
    }

    private static String path(String app) {
        return "/v1/apps/" + Calls.segment(app);
    }

    /** {@code quaygate apps restart NAME}. */
    @Command(name = "restart", description = "replace all workers, one after the other")
    static final class Restart implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        private final Calls calls;

        Restart(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.follow(path(name) + ":restart", "{}");
        }
    }

    /** {@code quaygate apps start NAME}. */
    @Command(name = "start", description = "start an app that was stopped")
    static final class Start implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        private final Calls calls;

        Start(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.follow(path(name) + ":start", "{}");
        }
    }

    /** {@code quaygate apps stop NAME}. */
    @Command(name = "stop", description = "end all workers; stopped until it is started again")
    static final class Stop implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        private final Calls calls;

        Stop(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.follow(path(name) + ":stop", "{}");
        }
    }

    /** {@code quaygate apps scale NAME N}. */
    @Command(
            name = "scale",
            description = "set the number of workers until the file says another one")
    static final class Scale implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        @Parameters(index = "1", paramLabel = "N", description = "1 to 1000")
        int workers;

        private final Calls calls;

        Scale(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.follow(path(name) + ":scale", "{\"workers\":" + workers + "}");
        }
    }

    /** {@code quaygate apps deploy NAME --release DIR}. */
    @Command(
            name = "deploy",
            description = "steps before the start for a release, then replace all workers")
    static final class Deploy implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        @Option(
                names = "--release",
                required = true,
                paramLabel = "DIR",
                description = "directory of the release")
        Path release = Path.of("");

        private final Calls calls;

        Deploy(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.follow(
                    path(name) + ":deploy",
                    "{\"release\":" + Calls.quoted(calls.absolute(release).toString()) + "}");
        }
    }

    /** {@code quaygate apps rollback NAME}. */
    @Command(name = "rollback", description = "go back to the release before")
    static final class Rollback implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        private final Calls calls;

        Rollback(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.follow(path(name) + ":rollback", "{}");
        }
    }

    /** {@code quaygate apps logs NAME}. */
    @Command(
            name = "logs",
            description = "last lines that workers printed; --follow: and each new one")
    static final class Logs implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        @Option(
                names = {"-f", "--follow"},
                description = "go on with each new line")
        boolean follow;

        @Option(
                names = {"-n", "--lines"},
                paramLabel = "N",
                description = "how many, 100 if not given")
        int lines = 100;

        private final Calls calls;

        Logs(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return follow
                    ? calls.stream(path(name) + "/logs?lines=" + lines)
                    : calls.show(path(name) + "/logs?lines=" + lines);
        }
    }

    /** {@code quaygate apps prestart NAME}. */
    @Command(name = "prestart", description = "steps before the start, with what they printed")
    static final class Prestart implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        private final Calls calls;

        Prestart(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.show(path(name) + "/prestart");
        }
    }

    /** {@code quaygate apps advise NAME}. */
    @Command(name = "advise", description = "how many workers would be right, and why")
    static final class Advise implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "an app")
        String name = "";

        private final Calls calls;

        Advise(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.show(path(name) + "/advice");
        }
    }
}
