package dev.quaygate.app.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.listener.InheritedSocket;
import dev.quaygate.proxy.settings.ProcessSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H16: which of the passed descriptors are listening sockets, and where they listen. */
class InheritedSocketsTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String REST = " 00000000:00000000 00:00000000 00000000     0        0 ";

    @TempDir Path proc;

    @BeforeEach
    void kernelTables() throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.createDirectories(proc.resolve("fd"));
        Files.writeString(
                proc.resolve("net/tcp"),
                HEAD
                        + "   0: 0100007F:01BB 00000000:0000 0A"
                        + REST
                        + "11 1\n"
                        + "   1: 0100007F:0050 0200007F:C001 01"
                        + REST
                        + "12 1\n");
        Files.writeString(
                proc.resolve("net/tcp6"),
                HEAD
                        + "   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A"
                        + REST
                        + "13 1\n"
                        + "   1: B80D0120000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A"
                        + REST
                        + "14 1\n");
        link(3, "socket:[11]");
        link(4, "socket:[12]");
        link(5, "socket:[13]");
        link(6, "/dev/null");
        link(7, "socket:[14]");
    }

    @Test
    void findsListeningSocketsOfBothFamiliesAndLeavesTheRest() {
        assertThat(find(Map.of("LISTEN_FDS", "5", "LISTEN_PID", "42")))
                .containsExactly(
                        new InheritedSocket(3, at("127.0.0.1", 443)),
                        new InheritedSocket(5, at("::", 80)),
                        new InheritedSocket(7, at("2001:db8::1", 443)));
    }

    @Test
    void variablesForAnotherProcessAreNotForUs() {
        assertThat(find(Map.of("LISTEN_FDS", "5", "LISTEN_PID", "41"))).isEmpty();
        assertThat(find(Map.of("LISTEN_FDS", "5"))).isEmpty();
        assertThat(find(Map.of("LISTEN_FDS", "-1", "LISTEN_PID", "42"))).isEmpty();
        assertThat(find(Map.of())).isEmpty();
    }

    @Test
    void epollDrivesThemWhateverTheSettingsSay() {
        var wanted = new ProcessSettings(2, ProcessSettings.Transport.IO_URING);

        assertThat(InheritedSockets.driven(wanted, List.of())).isEqualTo(wanted);
        assertThat(
                        InheritedSockets.driven(
                                wanted, find(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "42"))))
                .isEqualTo(new ProcessSettings(2, ProcessSettings.Transport.EPOLL));
    }

    private List<InheritedSocket> find(Map<String, String> environment) {
        return new InheritedSockets(proc).find(environment, 42);
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private void link(int descriptor, String target) throws IOException {
        Files.createSymbolicLink(
                proc.resolve("fd").resolve(String.valueOf(descriptor)), Path.of(target));
    }
}
