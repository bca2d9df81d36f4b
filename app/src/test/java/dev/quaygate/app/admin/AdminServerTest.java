package dev.quaygate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.testing.TestDesk;
import dev.quaygate.proxy.settings.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets, token file and changes of the admin endpoint. */
class AdminServerTest {
    @TempDir Path dir;
    private final TestDesk desk = new TestDesk();
    private AdminServer server = new AdminServer(desk.desk());

    @BeforeEach
    void open() throws AdminBindFailure {
        server.apply(settings(socket(), new ListenAddress.Tcp("127.0.0.1", 0)));
    }

    @AfterEach
    void close() {
        server.close();
        desk.close();
    }

    @Test
    void makesSocketAndTokenForThisUserOnly() throws IOException {
        assertThat(mode(dir.resolve("admin.sock"))).isEqualTo("rw-------");
        assertThat(mode(dir.resolve("admin.token"))).isEqualTo("rw-------");
        assertThat(Files.readString(dir.resolve("admin.token")).strip()).hasSize(43);
        try (var files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("admin.sock", "admin.token");
        }
    }

    @Test
    void answersOverTheUnixSocketWithoutToken() throws IOException {
        String answer =
                unix("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("X-Content-Type-Options: nosniff", "default-src 'none'")
                .doesNotContain("Access-Control")
                .endsWith("\r\n\r\nalive\n");
    }

    @Test
    void saysWhyItIsNotReady() throws IOException {
        String answer =
                unix("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("\"starting\"");
    }

    @Test
    void answersErrorsAsProblemDocuments() throws IOException {
        String answer = tcp("GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 401 Unauthorized\r\n")
                .contains(
                        "Content-Type: application/problem+json",
                        "WWW-Authenticate: Bearer",
                        "\"type\":\"https://quaygate.dev/errors/QG4002\"",
                        "\"code\":\"QG4002\"",
                        "\"status\":401",
                        "\"instance\":\"/v1/status\"",
                        "\"problems\":[]");
    }

    @Test
    void saysThatAnIdIsNotAmongTheLastFailures() throws IOException {
        String request =
                """
                GET /v1/requests/01JD9X4T7N8Q2M5K3V6B0R1CZA HTTP/1.1
                Host: localhost
                Connection: close

                """;

        String answer = unix(request.replace("\n", "\r\n"));

        assertThat(answer)
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("Quaygate-Exit: 1", "\"code\":\"QG4007\"", "last 1,000 failures");
    }

    @Test
    void readsNoBodyThatIsTooLong() throws IOException {
        String head =
                """
                POST /v1/certificates/a:renew HTTP/1.1
                Host: localhost
                X-Quaygate: 1
                Content-Type: application/json
                Content-Length: 1048577

                """;

        String answer = unix(head.replace("\n", "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void keepsAConnectionForTheNextRequest() throws IOException {
        String request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

        String answer =
                unix(request + request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

        assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }

    @Test
    void movesToANewSocketAndLeavesNothingBehind() throws Exception {
        Path other = dir.resolve("other.sock");

        server.apply(settings(new ListenAddress.Unix(other)));

        assertThat(dir.resolve("admin.sock")).doesNotExist();
        assertThat(mode(other)).isEqualTo("rw-------");
        assertThat(server.addresses()).containsExactly(new ListenAddress.Unix(other));
    }

    @Test
    void isAsBeforeAfterAChangeThatWasAbandoned() throws Exception {
        Path other = dir.resolve("other.sock");

        server.prepare(settings(new ListenAddress.Unix(other))).abandon();

        assertThat(other).doesNotExist();
        assertThat(unix("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesASocketThatAnotherProcessAnswersOn() {
        try (var second = new AdminServer(desk.desk())) {
            assertThatThrownBy(() -> second.apply(settings(socket())))
                    .isInstanceOfSatisfying(
                            AdminBindFailure.class, e -> assertThat(e.isInUse()).isTrue());
        }
    }

    @Test
    void replacesTheSocketOfADeadProcess() throws Exception {
        server.close();
        Files.createFile(dir.resolve("admin.sock"));

        server = new AdminServer(desk.desk());
        server.apply(settings(socket()));

        assertThat(unix("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    private ListenAddress socket() {
        return new ListenAddress.Unix(dir.resolve("admin.sock"));
    }

    private AdminSettings settings(ListenAddress... listen) {
        Path token = dir.resolve("admin.token");
        return new AdminSettings(
                List.of(listen),
                null,
                new Secret("file:" + token, token, null),
                null,
                true,
                List.of("localhost"));
    }

    private String unix(String request) throws IOException {
        try (var channel =
                SocketChannel.open(UnixDomainSocketAddress.of(dir.resolve("admin.sock")))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            return new String(
                    Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String tcp(String request) throws IOException {
        int port =
                server.addresses().stream()
                        .filter(ListenAddress.Tcp.class::isInstance)
                        .map(ListenAddress.Tcp.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .port();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
