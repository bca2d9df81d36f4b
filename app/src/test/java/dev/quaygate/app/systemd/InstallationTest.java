package dev.quaygate.app.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.app.systemd.ServiceUnit.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W1: one command enables one unit; a second one takes exactly that away again. */
class InstallationTest {
    @TempDir Path machine;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> ran = new ArrayList<>();
    private int exit;

    @Test
    void installWritesTheUnitAndEnablesIt() throws Exception {
        installation(Sandbox.APPLICATIONS, true).install();

        assertThat(Files.readString(machine.resolve("etc/systemd/system/quaygate.service")))
                .isEqualTo(ServiceUnitTest.unit(Sandbox.APPLICATIONS, false).text());
        assertThat(
                        Files.readString(
                                machine.resolve(
                                        "etc/systemd/system/multi-user.target.wants/quaygate.service")))
                .as("through the link")
                .contains("KillMode=process");
        assertThat(ran)
                .contains("systemctl daemon-reload")
                .anyMatch(one -> one.contains("sysusers"));
        assertThat(said()).contains("systemctl start quaygate", "no configuration yet");
    }

    @Test
    void theSecondInstallChangesNothing() throws Exception {
        installation(Sandbox.APPLICATIONS, false).install();
        List<String> before = tree();
        said.reset();

        installation(Sandbox.APPLICATIONS, false).install();

        assertThat(tree()).isEqualTo(before);
        assertThat(said()).doesNotContain("wrote").contains("as it was");
    }

    @Test
    void anotherInstallReplacesTheFirst() throws Exception {
        installation(Sandbox.APPLICATIONS, false).install();

        installation(Sandbox.PROXY_ONLY, false).install();

        assertThat(Files.readString(machine.resolve("etc/systemd/system/quaygate.service")))
                .contains("PrivateTmp=yes");
    }

    @Test
    void aUnitOfSomebodyElseIsNeitherReplacedNorRemoved() throws Exception {
        Path unit = machine.resolve("etc/systemd/system/quaygate.service");
        Files.createDirectories(unit.getParent());
        Files.writeString(unit, "[Unit]\nDescription=mine\n");
        List<String> before = tree();

        for (Sandbox sandbox : Sandbox.values()) {
            assertThatThrownBy(() -> installation(sandbox, true).install())
                    .isInstanceOf(ServiceProblem.class)
                    .hasMessageContaining("Move it away first");
            assertThatThrownBy(() -> installation(sandbox, true).uninstall())
                    .isInstanceOf(ServiceProblem.class);
        }

        assertThat(tree()).isEqualTo(before);
        assertThat(ran).isEmpty();
    }

    @Test
    void uninstallRemovesWhatInstallWroteAndKeepsData() throws Exception {
        Path state = machine.resolve("var/lib/quaygate/key");
        Files.createDirectories(state.getParent());
        Files.writeString(state, "secret");
        installation(Sandbox.APPLICATIONS, true).install();
        Files.writeString(machine.resolve("etc/quaygate/quaygate.yaml"), "routes: []\n");
        ran.clear();

        installation(Sandbox.PROXY_ONLY, true).uninstall();

        assertThat(tree()).containsExactly("etc/quaygate/quaygate.yaml", "var/lib/quaygate/key");
        assertThat(ran)
                .containsExactly("systemctl stop quaygate.service", "systemctl daemon-reload");
        assertThat(said()).contains("kept", "var/lib/quaygate (keys and certificates)");
        said.reset();
        installation(Sandbox.APPLICATIONS, true).uninstall();
        assertThat(said()).startsWith("nothing is installed");
    }

    @Test
    void withoutAWayToMakeTheUserItSaysHow() throws Exception {
        exit = Commands.MISSING;

        installation(Sandbox.APPLICATIONS, false).install();

        assertThat(said()).contains("useradd --system", "not process 1 here");
    }

    @Test
    void showingChangesNothing() throws Exception {
        installation(Sandbox.APPLICATIONS, true).show();

        assertThat(tree()).isEmpty();
        assertThat(ran).isEmpty();
        assertThat(said()).contains("ExecStart=", "u quaygate", "multi-user.target.wants");
    }

    private Installation installation(Sandbox sandbox, boolean systemdRuns) {
        return new Installation(
                machine,
                ServiceUnitTest.unit(sandbox, false),
                words -> {
                    ran.add(String.join(" ", words));
                    return new Commands.Outcome(exit, "");
                },
                systemdRuns,
                new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(machine)) {
            return all.filter(one -> !Files.isDirectory(one))
                    .map(one -> machine.relativize(one).toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }
}
