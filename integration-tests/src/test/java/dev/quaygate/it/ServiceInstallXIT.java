package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** W1: {@code service install} into a folder, judged by systemd's own tools. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServiceInstallXIT {
    private final Path dir = Quaygate.temporaryFolder();
    private final Path machine = dir.resolve("machine");
    private final Path unit = machine.resolve("etc/systemd/system/quaygate.service");
    private final Launcher launcher = new Launcher(dir, "unix:" + dir.resolve("none.sock"));

    @BeforeEach
    void machine() throws Exception {
        Files.createDirectories(machine.resolve("etc"));
    }

    /** The score is what systemd makes of the sandbox: 0 is closed, 10 is open. */
    @ParameterizedTest
    @CsvSource({"--user=quaygate, 62", "--no-apps, 25", "--app-users, 65"})
    void systemdAcceptsTheUnitAndItsSandbox(String option, String threshold) throws Exception {
        Launcher.Result result = service("install", "--program", "/bin/true", option);
        assertThat(result.exit()).as(result.all()).isZero();

        Tool.Result verdict = Tool.run("systemd-analyze", "verify", unit.toString());
        assertThat(verdict.exit()).as(verdict.output()).isZero();
        assertThat(verdict.output()).doesNotContain("quaygate.service");
        Tool.Result exposure =
                Tool.run(
                        "systemd-analyze",
                        "security",
                        "--offline=true",
                        "--threshold=" + threshold,
                        unit.toString());
        assertThat(exposure.exit()).as(exposure.output()).isZero();
    }

    @Test
    void theSocketUnitFitsToo() throws Exception {
        assertThat(service("install", "--program", "/bin/true").exit()).isZero();
        Path socket = unit.resolveSibling("quaygate.socket");
        Files.copy(Path.of("..", "packaging", "deploy", "quaygate.socket"), socket);

        Tool.Result verdict = Tool.run("systemd-analyze", "verify", socket.toString());

        assertThat(verdict.exit()).as(verdict.output()).isZero();
        assertThat(verdict.output()).doesNotContain("quaygate.s");
    }

    @Test
    void systemdFindsItEnabledAndTheUserIsThere() throws Exception {
        assertThat(service("install", "--user", "edge").exit()).isZero();

        assertThat(Tool.output("systemctl", "--root=" + machine, "is-enabled", "quaygate"))
                .isEqualTo("enabled");
        assertThat(Files.readString(machine.resolve("etc/passwd")))
                .contains("edge:x:", "/var/lib/quaygate");
        assertThat(Files.readString(unit)).contains("\nUser=edge\n");
    }

    @Test
    void uninstallLeavesWhatWasThereBeforeAndTheUser() throws Exception {
        assertThat(service("install").exit()).isZero();
        Files.writeString(machine.resolve("etc/quaygate/quaygate.yaml"), "routes: []\n");

        Launcher.Result result = service("uninstall");

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(unit).doesNotExist();
        assertThat(machine.resolve("etc/sysusers.d/quaygate.conf")).doesNotExist();
        assertThat(machine.resolve("etc/quaygate/quaygate.yaml")).exists();
        assertThat(result.out()).contains("kept", "user quaygate");
        assertThat(Tool.run("systemctl", "--root=" + machine, "is-enabled", "quaygate").exit())
                .isNotZero();
    }

    @Test
    void aForeignUnitIsRefusedWith7AndNonsenseWith2() throws Exception {
        Files.createDirectories(unit.getParent());
        Files.writeString(unit, "[Service]\nExecStart=/bin/mine\n");

        Launcher.Result foreign = service("install");
        assertThat(foreign.exit()).isEqualTo(7);
        assertThat(foreign.err()).contains(unit.toString(), "nothing was changed");
        assertThat(Files.readString(unit)).contains("/bin/mine");

        for (List<String> words :
                List.of(
                        List.of("install", "--user", "root"),
                        List.of("install", "-c", "/with blank.yaml"),
                        List.of("install", "--no-apps", "--app-users"),
                        List.of("instal"))) {
            assertThat(service(words.toArray(String[]::new)).exit()).as("%s", words).isEqualTo(2);
        }
    }

    @Test
    void aDryRunShowsTheUnitOnStandardOutputAndWritesNothing() throws Exception {
        Launcher.Result result = service("install", "--dry-run", "-c", "/srv/edge.yaml");

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("run -c /srv/edge.yaml", "KillMode=process", "u quaygate");
        assertThat(Files.exists(machine.resolve("etc/systemd"))).isFalse();
    }

    private Launcher.Result service(String... words) {
        var all = new java.util.ArrayList<>(List.of("service"));
        all.addAll(List.of(words));
        all.addAll(List.of("--root", machine.toString()));
        return launcher.run(all.toArray(String[]::new));
    }
}
