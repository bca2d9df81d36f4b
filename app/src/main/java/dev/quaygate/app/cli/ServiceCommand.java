package dev.quaygate.app.cli;

import dev.quaygate.app.systemd.Installation;
import dev.quaygate.app.systemd.ServiceProblem;
import dev.quaygate.app.systemd.ServiceUnit;
import dev.quaygate.app.systemd.ServiceUnit.Sandbox;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quaygate service install | uninstall}. */
final class ServiceCommand {
    private static final Path ROOT = Path.of("/");

    private ServiceCommand() {}

    /** The group: says which verbs there are. */
    @Command(
            name = "service",
            description = "start at boot, by systemd",
            synopsisSubcommandLabel = "VERB")
    static final class Group {}

    /** Options of both verbs. */
    static final class Target {
        @Option(
                names = "--user",
                paramLabel = "NAME",
                description = "account that it runs as, made if it is missing (quaygate)")
        String user = ServiceUnit.USER;

        @Option(
                names = "--root",
                paramLabel = "DIR",
                description = "folder that is or will be a machine, for images")
        Path root = ROOT;
    }

    /** {@code quaygate service install}. */
    @Command(name = "install", description = "write the systemd unit and enable it")
    static final class Install implements Callable<Integer> {
        @Mixin Target target = new Target();

        @Option(names = "--dry-run", description = "show the files, write nothing")
        boolean dryRun;

        @Option(
                names = "--no-apps",
                description =
                        "take from it everything that a proxy without applications does without")
        boolean noApps;

        @Option(
                names = "--app-users",
                description = "applications may run as other users (`user` of an app)")
        boolean appUsers;

        @Option(
                names = "--program",
                paramLabel = "FILE",
                description = "the launcher bin/quaygate, if it is not the one that runs")
        @Nullable Path program;

        private final Common common;
        private final Terminal terminal;

        Install(Common common, Terminal terminal) {
            this.common = common;
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws Failure {
            if (noApps && appUsers) {
                throw new Failure(ExitCode.USAGE, "--no-apps and --app-users exclude each other");
            }
            var unit =
                    unit(
                            target,
                            program(),
                            common,
                            noApps ? Sandbox.PROXY_ONLY : Sandbox.APPLICATIONS,
                            appUsers);
            var installation = Installation.in(root(target), unit, terminal.out());
            if (dryRun) {
                installation.show();
                return ExitCode.DONE;
            }
            return act(installation::install);
        }

        private Path program() throws Failure {
            Path given = program;
            Path found = given != null ? given.toAbsolutePath().normalize() : launcher();
            if (target.root.equals(ROOT) && !Files.isExecutable(found)) {
                throw new Failure(
                        ExitCode.FAILED,
                        found + " is not there; name the launcher of the image with --program");
            }
            return found;
        }
    }

    /** {@code quaygate service uninstall}. */
    @Command(name = "uninstall", description = "remove what install wrote, keep all data")
    static final class Uninstall implements Callable<Integer> {
        @Mixin Target target = new Target();

        private final Common common;
        private final Terminal terminal;

        Uninstall(Common common, Terminal terminal) {
            this.common = common;
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws Failure {
            var unit = unit(target, ServiceUnit.PROGRAM, common, Sandbox.APPLICATIONS, false);
            return act(Installation.in(root(target), unit, terminal.out())::uninstall);
        }
    }

    private interface Step {
        void run() throws IOException, ServiceProblem;
    }

    private static int act(Step step) throws Failure {
        try {
            step.run();
            return ExitCode.DONE;
        } catch (ServiceProblem e) {
            throw new Failure(ExitCode.REFUSED, String.valueOf(e.getMessage()));
        } catch (AccessDeniedException e) {
            throw new Failure(
                    ExitCode.CANNOT_BIND,
                    "no permission for "
                            + e.getFile()
                            + "; run it as root (sudo), or see what it would write with --dry-run");
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, "cannot go on: " + e);
        }
    }

    private static ServiceUnit unit(
            Target target, Path program, Common common, Sandbox sandbox, boolean appUsers)
            throws Failure {
        Path given = common.config;
        Path config = given == null ? ServiceUnit.CONFIG : given.toAbsolutePath().normalize();
        try {
            return new ServiceUnit(
                    program, config, target.user, reload(program, common), sandbox, appUsers);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Waits for the result and fails if it is refused, unlike a signal. */
    private static String reload(Path program, Common common) throws Failure {
        String admin = common.admin;
        if (admin == null) {
            return program + " reload";
        }
        AdminAddress address = AdminAddress.find(admin, Map.of());
        return program + " reload --admin " + address;
    }

    private static Path root(Target target) {
        return target.root.toAbsolutePath().normalize();
    }

    /** Of the image that this process runs from: its jars lie in {@code lib} beside {@code bin}. */
    private static Path launcher() {
        String classPath = System.getProperty("java.class.path", "");
        Path jar = Path.of(classPath.split(":", 2)[0]).toAbsolutePath();
        Path lib = jar.getParent();
        Path image = lib == null ? null : lib.getParent();
        Path launcher = image == null ? null : image.resolve("bin").resolve("quaygate");
        return launcher != null && Files.isExecutable(launcher) ? launcher : ServiceUnit.PROGRAM;
    }
}
