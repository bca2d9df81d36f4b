package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Quaygate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The image that users get, on a machine without Java in its path: start, HTTPS, reload, status,
 * stop.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PackagedXIT {
    private static final String HOST = "packed.internal";

    private Path launcher = Path.of("");
    private Path dir = Path.of("");
    private int https;

    @BeforeEach
    void image() throws IOException {
        launcher = launcher();
        dir = Quaygate.temporaryFolder();
        https = FreePorts.one();
        configure("first");
    }

    private static Path launcher() throws IOException {
        Path target = Path.of("..", "target").toAbsolutePath().normalize();
        if (Files.isDirectory(target)) {
            try (Stream<Path> folders = Files.list(target)) {
                List<Path> found =
                        folders.filter(folder ->
                                        folder.getFileName()
                                                .toString()
                                                .matches("quaygate-.*-linux-x64"))
                                .map(folder -> folder.resolve("bin").resolve("quaygate"))
                                .filter(Files::isExecutable)
                                .sorted()
                                .toList();
                if (!found.isEmpty()) {
                    return found.getLast();
                }
            }
        }
        throw new AssertionError(
                "no packed image in " + target + "; `make image` builds it, as `make test` does");
    }

    private void configure(String body) throws IOException {
        Files.writeString(
                dir.resolve("quaygate.yaml"),
                """
                listen: {http: off, https: ['127.0.0.1:%1$d'], redirect: off}
                admin: {listen: ['unix:%4$s/admin.sock'], token: 'file:admin.token'}
                storage: {file: state}
                reload: {watch: false}
                routes:
                  - {name: packed, host: %2$s, tls: internal, respond: {status: 200, body: %3$s}}
                """
                        .formatted(https, HOST, body, dir));
    }

    @Test
    void servesReloadsReportsAndStopsWithoutAnythingInstalled() throws Exception {
        Process server =
                builder("run", "-c", "quaygate.yaml")
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("out.log").toFile())
                        .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() ->
                            !server.isAlive() || verb("status").contains("certificates  1 ok"));
            assertThat(server.isAlive()).as("the server runs").isTrue();
            Files.writeString(dir.resolve("root.pem"), verb("trust", "--print"));

            assertThat(curl("--http1.1")).isEqualTo("first 200 1.1");
            assertThat(curl("--http2")).isEqualTo("first 200 2");
            configure("second");
            assertThat(verb("reload")).contains("revision 2 active", "cut 0");
            assertThat(curl("--http2")).isEqualTo("second 200 2");
            assertThat(verb("status")).contains("revision 2", "ready");
            assertThat(verb("version")).startsWith("quaygate ");

            server.destroy();
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
        } catch (AssertionError | RuntimeException e) {
            e.addSuppressed(new AssertionError(Files.readString(dir.resolve("out.log"))));
            throw e;
        } finally {
            server.destroyForcibly();
        }
        assertThat(Files.readString(dir.resolve("out.log")))
                .contains("boringssl", "stopped after")
                .doesNotContain("WARNING", "Exception");
    }

    private String verb(String... words) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("--admin", "unix:" + dir.resolve("admin.sock")));
        all.addAll(List.of(words));
        return output(builder(all.toArray(String[]::new)));
    }

    /** Body, status and version, with the certificate checked against the root that it printed. */
    private String curl(String version) throws IOException, InterruptedException {
        return output(
                bare(
                        List.of(
                                "curl",
                                "--silent",
                                "--show-error",
                                "--cacert",
                                "root.pem",
                                "--resolve",
                                HOST + ":" + https + ":127.0.0.1",
                                version,
                                "--write-out",
                                " %{response_code} %{http_version}",
                                "https://" + HOST + ":" + https + "/")));
    }

    private ProcessBuilder builder(String... words) {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        return bare(command);
    }

    private ProcessBuilder bare(List<String> command) {
        var builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        return builder;
    }

    private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
