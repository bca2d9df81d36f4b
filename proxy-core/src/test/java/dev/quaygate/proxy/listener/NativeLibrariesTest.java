package dev.quaygate.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.Version;
import org.junit.jupiter.api.Test;

/**
 * The plain tcnative jar is an empty shell that compiles and has no BoringSSL, and newer Netty
 * releases have no native jars that resolve: an update must not get by unnoticed.
 */
final class NativeLibrariesTest {
    @Test
    void boringSslAndEpollAreThere() {
        OpenSsl.ensureAvailability();
        Epoll.ensureAvailability();

        assertThat(OpenSsl.versionString()).contains("BoringSSL");
    }

    @Test
    void nettyIsThePinnedVersion() {
        assertThat(Version.identify().values())
                .isNotEmpty()
                .allSatisfy(
                        version -> assertThat(version.artifactVersion()).isEqualTo("4.2.18.Final"));
    }
}
