package dev.quaygate.workers.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.AppSettings.Identity;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.Probe;
import dev.quaygate.workers.settings.RestartPolicy;
import dev.quaygate.workers.settings.Utilisation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes as the system starts them: W21. */
class LauncherTest {
    private static final Identity PLAIN = new Identity(null, null, 0027, 0, 0, 0);

    private final Launcher launcher =
            new Launcher(Map.of("PATH", "/usr/bin:/bin", "HOME", "/root", "SECRET", "s3cret"));
    @TempDir Path root;
    private Path run = Path.of("/");

    @BeforeEach
    void openForOtherUsers() throws Exception {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        run = root.resolve("run/shop");
    }

    @Test
    void workersHaveTheEnvironmentThatWasAskedForAndNothingElse() throws Exception {
        Path file = Files.writeString(root.resolve("env"), "FROM_FILE=1\nBOTH=file\n");
        var app =
                app(
                        Command.exec(List.of("env")),
                        PLAIN,
                        Map.of("BOTH", "settings", "AT", "{worker}:{socket}"),
                        List.of(file));

        List<String> env = outputOf(app);

        assertThat(env)
                .containsExactlyInAnyOrder(
                        "PATH=/usr/bin:/bin",
                        "HOME=/root",
                        "FROM_FILE=1",
                        "BOTH=settings",
                        "AT=3:" + run.resolve("3.sock"),
                        "QUAYGATE_APP=shop",
                        "QUAYGATE_WORKER=3",
                        "QUAYGATE_RELEASE=v1",
                        "QUAYGATE_SOCKET=" + run.resolve("3.sock"),
                        "QUAYGATE_INSTANCE=token",
                        "PWD=" + root);
    }

    @Test
    void workersHaveUmaskLimitsDirectoryAndASessionOfTheirOwn() throws Exception {
        var identity = new Identity(null, null, 0077, 512, 0, 0);
        var script = "umask; ulimit -n; ulimit -c; pwd; cut -d' ' -f1,5,6 /proc/$$/stat";

        List<String> lines = outputOf(app(Command.shell(script), identity, Map.of(), List.of()));

        assertThat(lines.subList(0, 4)).containsExactly("0077", "512", "0", root.toString());
        assertThat(lines.get(4).split(" ")).hasSize(3).containsOnly(lines.get(4).split(" ")[0]);
    }

    @Test
    void workersRunAsTheUserAskedForWhoMayCreateASocketInTheirDirectory() throws Exception {
        assumeTrue(Accounts.hasRight(7), "needs the right to change users");
        var identity = new Identity("nobody", null, 0027, 0, 0, 0);
        var script = "id -u; id -G; echo $HOME; touch " + run + "/4.sock && echo made";

        List<String> lines = outputOf(app(Command.shell(script), identity, Map.of(), List.of()));

        assertThat(lines.getFirst()).isNotEqualTo("0");
        assertThat(lines).last().isEqualTo("made");
        assertThat(lines.get(2)).isNotEqualTo("/root");
        assertThat((int) Files.getAttribute(run, "unix:mode") & 07777).isEqualTo(01770);
    }

    @Test
    void aLinkInThePlaceOfOutputIsNotFollowed() throws Exception {
        assumeTrue(Accounts.hasRight(7), "needs the right to change users");
        var identity = new Identity("nobody", null, 0027, 0, 0, 0);
        Path victim = Files.writeString(root.resolve("victim"), "");
        Files.createDirectories(run);
        Files.createSymbolicLink(run.resolve("3.out"), victim);
        var script = "rm -f " + run + "/3.out || echo kept";

        List<String> lines = outputOf(app(Command.shell(script), identity, Map.of(), List.of()));

        assertThat(victim).isEmptyFile();
        assertThat(lines).containsExactly("kept");
    }

    @Test
    void textOfArgumentsIsNeverReadAsShellCode() throws Exception {
        var app =
                app(
                        Command.exec(
                                List.of("echo", "$(touch pwned)", "; touch pwned", "{release}")),
                        PLAIN,
                        Map.of(),
                        List.of());

        assertThat(outputOf(app)).containsExactly("$(touch pwned) ; touch pwned v1");
        assertThat(root.resolve("pwned")).doesNotExist();
    }

    @Test
    void outputIsAppendedAndReadableForTheGroupOnly() throws Exception {
        var app = app(Command.shell("echo out; echo err >&2"), PLAIN, Map.of(), List.of());

        outputOf(app);

        assertThat(outputOf(app)).containsExactly("out", "out");
        assertThat(Files.readAllLines(run.resolve("3.err"))).containsExactly("err", "err");
        assertThat(Files.getPosixFilePermissions(run.resolve("3.out")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void whatIsMissingIsNamedWithWhatToDo() throws Exception {
        assertProblem(app(Command.exec(List.of("./gone")), PLAIN, Map.of(), List.of()))
                .hasMessageContaining("no program './gone'")
                .hasMessageContaining("correct the command");
        assertProblem(app(Command.exec(List.of("no-such-tool")), PLAIN, Map.of(), List.of()))
                .hasMessageContaining("in PATH /usr/bin:/bin");
        Files.createFile(root.resolve("plain"));
        assertProblem(app(Command.exec(List.of("./plain")), PLAIN, Map.of(), List.of()))
                .hasMessageContaining("chmod +x");
        var unknown = new Identity("no-such-user", null, 0027, 0, 0, 0);
        assertProblem(app(Command.exec(List.of("env")), unknown, Map.of(), List.of()))
                .hasMessageContaining("there is no user 'no-such-user'");
        Path bad = Files.writeString(root.resolve("bad.env"), "# note\nA=1\nhunter2\n");
        assertProblem(app(Command.exec(List.of("env")), PLAIN, Map.of(), List.of(bad)))
                .hasMessageContaining("bad.env:3")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aShellCommandRefusesAReleaseThatTheShellWouldInterpret() {
        var who = new Assignment("shop", 3, null, 0, "$(reboot)", root, "token");
        var app = app(Command.shell("echo {release}"), PLAIN, Map.of(), List.of());

        assertThatThrownBy(() -> launcher.worker(app, who, run, ""))
                .isInstanceOf(LaunchProblem.class)
                .hasMessageContaining("$QUAYGATE_RELEASE");
    }

    @Test
    void aKilledGroupLosesChildrenOfChildrenToo() throws Exception {
        var app = app(Command.shell("(sleep 600 & sleep 600) & wait"), PLAIN, Map.of(), List.of());
        Process process = launcher.worker(app, who(), run, "");
        ProcessId id = ProcessId.of(process.pid()).orElseThrow();
        while (ProcessGroup.members(id).size() < 3) {
            Thread.onSpinWait();
        }

        ProcessGroup.kill(id);

        assertThat(process.waitFor(Duration.ofSeconds(10))).isTrue();
        while (!ProcessGroup.members(id).isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(id.alive()).isFalse();
    }

    @Test
    void theStatusOfAStepIsLeftInItsFile() throws Exception {
        var app = app(Command.exec(List.of("env")), PLAIN, Map.of(), List.of());
        Path status = root.resolve("status");

        launcher.step(app, Command.shell("echo hello; exit 7"), who(), status, root.resolve("out"))
                .waitFor();

        assertThat(status).hasContent("7");
        assertThat(root.resolve("out")).hasContent("hello");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertProblem(
            AppSettings app) {
        return assertThatThrownBy(() -> launcher.worker(app, who(), run, ""))
                .isInstanceOf(LaunchProblem.class);
    }

    private List<String> outputOf(AppSettings app) throws Exception {
        launcher.worker(app, who(), run, "").waitFor();
        return Files.readAllLines(run.resolve("3.out"));
    }

    private Assignment who() {
        return new Assignment("shop", 3, run.resolve("3.sock"), 0, "v1", root, "token");
    }

    private AppSettings app(
            Command command, Identity identity, Map<String, String> env, List<Path> envFiles) {
        return new AppSettings(
                "shop",
                command,
                1,
                AppSettings.Listen.SOCKET,
                AppSettings.Ports.DEFAULT,
                root,
                identity,
                env,
                envFiles,
                "v1",
                List.of(),
                Probe.Ready.DEFAULT,
                new Probe.Health(
                        new Probe.Connect(), Duration.ofSeconds(5), Duration.ofSeconds(2), 3),
                RestartPolicy.DEFAULT,
                MemoryLimits.NONE,
                AppSettings.Recycle.OFF,
                AppSettings.Rolling.DEFAULT,
                AppSettings.Stop.DEFAULT,
                List.of(),
                Utilisation.DEFAULT,
                AppSettings.Logs.DEFAULT,
                Duration.ofHours(1));
    }
}
