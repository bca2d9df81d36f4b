package dev.quaygate.app.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quaygate.app.systemd.ServiceUnit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W1, W28: what the unit promises. */
class ServiceUnitTest {
    @Test
    void theUnitInTheImageIsTheOneThatInstallWrites() throws IOException {
        Path shipped = Path.of("..", "packaging", "quaygate.service");

        assertThat(Files.readString(shipped)).isEqualTo(unit(Sandbox.APPLICATIONS, false).text());
    }

    @Test
    void workersAndTheirSocketsOutliveTheProxy() {
        assertThat(unit(Sandbox.APPLICATIONS, false).text().lines())
                .contains(
                        "KillMode=process",
                        "RuntimeDirectoryPreserve=yes",
                        "OOMPolicy=continue",
                        "Restart=always",
                        "RestartPreventExitStatus=2 3",
                        "StartLimitIntervalSec=0");
    }

    @Test
    void applicationsKeepTheirHomesAndFilesUnlessThereAreNone() {
        assertThat(unit(Sandbox.APPLICATIONS, false).text())
                .doesNotContain("PrivateTmp", "ProtectHome", "SystemCallFilter", "=strict")
                .contains("NoNewPrivileges=yes", "ProtectSystem=full");
        assertThat(unit(Sandbox.PROXY_ONLY, false).text())
                .contains("PrivateTmp=yes", "ProtectHome=yes", "ProtectSystem=strict");
    }

    @Test
    void theRightToSwitchUsersIsGivenOnDemandOnly() {
        String bounds = "CapabilityBoundingSet=CAP_NET_BIND_SERVICE";
        assertThat(unit(Sandbox.APPLICATIONS, false).text().lines()).contains(bounds);
        assertThat(unit(Sandbox.APPLICATIONS, true).text().lines())
                .contains(bounds + " CAP_SETUID CAP_SETGID CAP_KILL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "", "a b", "-x", "A", "a\nExecStartPre=/bin/x", "%u"})
    void anAccountThatCannotBeOneIsRefused(String user) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new ServiceUnit(
                                ServiceUnit.PROGRAM,
                                ServiceUnit.CONFIG,
                                user,
                                "/x reload",
                                Sandbox.APPLICATIONS,
                                false))
                .withMessageStartingWith("user: ");
    }

    @Test
    void aPathThatWouldMeanSomethingElseInAUnitIsRefused() {
        for (String path : List.of("/a b", "/a%i", "relative", "/a\"", "/a$B", "/a;b", "/a\nb")) {
            assertThatIllegalArgumentException()
                    .as(path)
                    .isThrownBy(() ->
                            new ServiceUnit(
                                    ServiceUnit.PROGRAM,
                                    Path.of(path),
                                    "quaygate",
                                    "/x reload",
                                    Sandbox.APPLICATIONS,
                                    false))
                    .withMessageStartingWith("config: ");
        }
    }

    static ServiceUnit unit(Sandbox sandbox, boolean appUsers) {
        return new ServiceUnit(
                ServiceUnit.PROGRAM,
                ServiceUnit.CONFIG,
                ServiceUnit.USER,
                ServiceUnit.PROGRAM + " reload",
                sandbox,
                appUsers);
    }
}
