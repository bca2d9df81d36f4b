package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AdminClient;
import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.Tool;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H16, H11: listening sockets that somebody else opened and keeps. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class InheritedSocketsXIT {
    private static final Path HOLDER =
            Path.of("src", "test", "resources", "processes", "hold_socket.py").toAbsolutePath();
    private static final String HOST = "app.internal";
    private final Path dir = Quaygate.temporaryFolder();

    @Test
    void theConnectionThatStartedItIsServedOnTheSocketThatWasPassed() throws Exception {
        int http = FreePorts.one();
        var activate = List.of("systemd-socket-activate", "--listen", "127.0.0.1:" + http);
        try (var quaygate =
                Quaygate.launchUnder(
                        activate,
                        dir,
                        http,
                        FreePorts.one(),
                        """
                        process: {eventLoops: 2}
                        routes:
                          - {name: a, host: app.internal, tls: off, respond: {status: 200, body: one}}
                        """)) {
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> listens(http));
            assertThat(quaygate.adminSocket()).as("not started yet").doesNotExist();

            try (var first = H1Client.clear(http).timeout(Duration.ofSeconds(40))) {
                assertThat(first.get(HOST, "/").read().text()).isEqualTo("one");
            }

            quaygate.awaitReady();
            // Descriptor 3 and no other socket of its own on that port.
            assertThat(sockets(quaygate.pid(), "listening", http)).containsExactly("3");
            assertThat(loopsThatShareConnections(quaygate, http)).isEqualTo(2);
        }
    }

    @Test
    void noConnectionIsRefusedWhileOneProcessFollowsAnother() throws Exception {
        int port = FreePorts.one();
        Files.writeString(
                dir.resolve("quaygate.yaml"),
                """
                listen: {http: ['127.0.0.1:%1$d'], https: off, redirect: off}
                admin: {listen: ['unix:%2$s/admin.sock'], token: 'file:%2$s/admin.token'}
                storage: {file: '%2$s/state'}
                routes: [{name: a, host: app.internal, tls: off, respond: {status: 200}}]
                """
                        .formatted(port, dir));
        try (var holder = new Holder(dir, port)) {
            String first = holder.ask("start");
            noneIsRefused(holder, first, port);
        }
    }

    private void noneIsRefused(Holder holder, String first, int port) throws Exception {
        try (var load = new Load(port)) {
            awaitReady();
            load.await(20);

            Tool.output("kill", "-TERM", first);
            assertThat(holder.ask("wait")).isEqualTo("0");
            // Nobody accepts now; connections wait in the queue of the socket.
            String second = holder.ask("start");
            awaitReady();
            load.await(20);
            load.end();

            Tool.output("kill", "-TERM", second);
            assertThat(holder.ask("wait")).isEqualTo("0");
            assertThat(load.failures()).isEmpty();
        }
    }

    private void awaitReady() {
        Path socket = dir.resolve("admin.sock");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Files.exists(socket) && ready(socket));
    }

    private static boolean ready(Path socket) {
        try {
            return new AdminClient(socket).get("/readyz").status() == 200;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    private static boolean listens(int port) {
        return !Tool.output("ss", "-Hltn", "sport = :" + port).isEmpty();
    }

    /** Descriptors of a process for sockets of that port and state. */
    private static Set<String> sockets(long pid, String state, int port) {
        return matches(
                "pid=" + pid + ",fd=(\\d+)",
                Tool.output("ss", "-Htnp", "state", state, "sport = :" + port));
    }

    /**
     * In how many loops, by their epoll instances (proc_pid_fdinfo(5)), sixteen connections are.
     */
    private static long loopsThatShareConnections(Quaygate quaygate, int port) throws IOException {
        var clients = new ArrayList<H1Client>();
        try {
            for (int i = 0; i < 16; i++) {
                var client = H1Client.clear(port).timeout(Duration.ofSeconds(40));
                clients.add(client);
                // Answered: so it was accepted and handed over.
                assertThat(client.get(HOST, "/").read().status()).isEqualTo(200);
            }
            Set<String> connections = sockets(quaygate.pid(), "established", port);
            assertThat(connections).hasSize(16);
            return registrations(quaygate.pid()).stream()
                    .filter(watched -> watched.stream().anyMatch(connections::contains))
                    .count();
        } finally {
            clients.forEach(H1Client::close);
        }
    }

    private static List<Set<String>> registrations(long pid) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fdinfo"))) {
            return all.map(InheritedSocketsXIT::text)
                    .map(text -> matches("tfd: +(\\d+)", text))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(one -> one.group(1))
                .collect(Collectors.toSet());
    }

    /** {@code hold_socket.py}. */
    private static final class Holder implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;

        Holder(Path dir, int port) throws IOException {
            var words = new ArrayList<>(List.of("python3", HOLDER.toString(), "" + port));
            words.addAll(Launcher.command());
            words.addAll(List.of("run", "-c", dir.resolve("quaygate.yaml").toString()));
            process =
                    new ProcessBuilder(words)
                            .directory(dir.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
        }

        String ask(String word) throws IOException {
            var out = process.getOutputStream();
            out.write((word + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return String.valueOf(answers.readLine());
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** One connection and request after the other. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean ends = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final List<String> failures = new ArrayList<>(); // read after the end
        private final Thread thread;

        Load(int port) {
            thread = Thread.ofPlatform().name("load").start(() -> run(port));
        }

        private void run(int port) {
            while (!ends.get()) {
                try (var client = H1Client.clear(port).timeout(Duration.ofSeconds(40))) {
                    H1Response answer = client.get(HOST, "/").read();
                    if (answer.status() == 200) {
                        answered.incrementAndGet();
                    } else {
                        failures.add("status " + answer.status());
                    }
                } catch (IOException | UncheckedIOException e) {
                    failures.add(e.toString());
                }
            }
        }

        void await(int more) {
            int wanted = answered.get() + more;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> answered.get() >= wanted);
        }

        void end() throws InterruptedException {
            ends.set(true);
            thread.join(TimeUnit.SECONDS.toMillis(50));
        }

        List<String> failures() {
            return List.copyOf(failures);
        }

        @Override
        public void close() {
            ends.set(true);
        }
    }
}
