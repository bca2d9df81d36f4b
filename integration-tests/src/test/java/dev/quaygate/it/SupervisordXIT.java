package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AdminClient;
import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W1: the section for supervisord that is shipped, under a supervisord of the test's own. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SupervisordXIT {
    private static final Path SECTION = Path.of("..", "packaging", "deploy", "supervisord.conf");
    private static final String PROGRAM =
            "command=/usr/lib/quaygate/bin/quaygate run -c /etc/quaygate/quaygate.yaml\n";

    private final Path dir = Quaygate.temporaryFolder();
    private final Path settings = dir.resolve("supervisord.conf");

    @Test
    void startsItAgainAfterACrashAndDrainsItAtTheStop() throws Exception {
        configure("routes: [{name: a, host: app.internal, tls: off, respond: {status: 200}}]\n");
        Process supervisord = supervisord();
        try {
            awaitReady();
            String first = control("pid", "quaygate");
            Tool.output("kill", "-KILL", first);

            awaitState(state -> state.contains("RUNNING") && !state.contains("pid " + first + ","));
            awaitReady();
            control("stop", "quaygate");
            assertThat(Files.readString(dir.resolve("quaygate.log"))).contains("stopped after");
        } finally {
            end(supervisord);
        }
    }

    private void configure(String routes) throws IOException {
        Path file = dir.resolve("quaygate.yaml");
        Files.writeString(
                file,
                """
                listen: {http: ['127.0.0.1:%1$d'], https: off, redirect: off}
                admin: {listen: ['unix:%2$s/admin.sock'], token: 'file:%2$s/admin.token'}
                storage: {file: '%2$s/state'}
                """
                                .formatted(FreePorts.one(), dir)
                        + routes);
        String section = Files.readString(SECTION);
        assertThat(section).contains(PROGRAM, "user=quaygate\n");
        String command = String.join(" ", Launcher.command()) + " run -c " + file;
        Files.writeString(
                settings,
                """
                [supervisord]
                nodaemon=true
                logfile=%1$s/supervisord.log
                pidfile=%1$s/supervisord.pid
                [unix_http_server]
                file=%1$s/supervisor.sock
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [supervisorctl]
                serverurl=unix://%1$s/supervisor.sock
                """
                                .formatted(dir)
                        + section.replace(PROGRAM, "command=" + command + "\n")
                                .replace("user=quaygate", "user=" + System.getProperty("user.name"))
                                .replace("/var/log/supervisor", dir.toString()));
    }

    private Process supervisord() throws IOException {
        return new ProcessBuilder("supervisord", "-n", "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("out.log").toFile())
                .start();
    }

    private static void end(Process supervisord) throws InterruptedException {
        supervisord.destroy();
        if (!supervisord.waitFor(30, TimeUnit.SECONDS)) {
            supervisord.destroyForcibly();
        }
    }

    private String control(String... words) {
        var all = new ArrayList<>(List.of("supervisorctl", "-c"));
        all.add(settings.toString());
        all.addAll(List.of(words));
        return Tool.run(all.toArray(String[]::new)).output();
    }

    private void awaitState(Predicate<? super String> wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> control("status", "quaygate"), wanted);
    }

    private void awaitReady() {
        Path socket = dir.resolve("admin.sock");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Files.exists(socket) && ready(socket));
    }

    private static boolean ready(Path socket) {
        try {
            return new AdminClient(socket).get("/readyz").status() == 200;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }
}
