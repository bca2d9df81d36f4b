package dev.quaygate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A2 C24: what happens reaches whoever follows: webhooks, streams, and a job in cron. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class EventsXIT {
    private final BlockingQueue<JsonNode> posted = new LinkedBlockingQueue<>();
    private HttpServer receiver;
    private Path dir;

    @BeforeEach
    void receive() throws IOException {
        dir = Quaygate.temporaryFolder();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        receiver.createContext(
                "/q",
                exchange -> {
                    posted.add(
                            JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private String yaml(String on, String more) {
        return """
        events: [{webhook: 'http://127.0.0.1:%d/q', on: [%s]}]
        %s
        routes:
          - {host: a.internal, tls: off, respond: {status: 204}}
        """
                .formatted(receiver.getAddress().getPort(), on, more);
    }

    private JsonNode next() throws InterruptedException {
        JsonNode event = posted.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    @Test
    void reloadsThatAreAppliedAndRefusedAreTold() throws Exception {
        try (var quaygate = Quaygate.startIn(dir, yaml("reload", ""))) {
            quaygate.apply(yaml("reload", "tls: {min: '1.3'}"));
            JsonNode applied = next();
            quaygate.edit(yaml("reload", "nonsense: 1"));
            quaygate.reload();
            JsonNode refused = next();

            assertThat(applied.path("kind").asString()).isEqualTo("reload.applied");
            assertThat(applied.path("data").path("revision").asString()).isEqualTo("2");
            assertThat(refused.path("kind").asString()).isEqualTo("reload.refused");
            assertThat(refused.path("attention").asBoolean()).isTrue();
            assertThat(refused.path("text").asString()).contains("QG1004", "nonsense");
        }
    }

    @Test
    void expiryIsToldOnceForEachThresholdOverRestarts() throws Exception {
        String manual = manual();
        try (var quaygate = Quaygate.startIn(dir, yaml("certificate", manual))) {
            JsonNode event = next();

            assertThat(event.path("kind").asString()).isEqualTo("certificate.expiring");
            assertThat(event.path("data").path("threshold").asString()).isEqualTo("0.25");
            assertThat(event.path("data").path("names").asString()).isEqualTo("old.internal");
            Launcher.Result check = quaygate.cli("certs", "check", "--warn", "1/4");
            assertThat(check.exit()).isEqualTo(6);
            assertThat(check.out()).contains("old.internal (p384): 20 % of its life is left");
            assertThat(quaygate.cli("certs", "check", "--warn", "10%").exit()).isZero();
            assertThat(quaygate.cli("certs", "check", "--warn", "30d").exit()).isEqualTo(2);
        }
        try (var quaygate = Quaygate.startIn(dir, yaml("certificate, reload", manual))) {
            quaygate.apply(yaml("certificate, reload", manual + "\ntls: {min: '1.3'}"));

            assertThat(next().path("kind").asString()).isEqualTo("reload.applied");
            assertThat(posted).isEmpty();
        }
    }

    @Test
    void streamBeginsWithWhatTheClientHasMissed() throws Exception {
        try (var quaygate = Quaygate.startIn(dir, yaml("reload", ""))) {
            quaygate.apply(yaml("reload", "tls: {min: '1.3'}"));
            quaygate.apply(yaml("reload", ""));

            List<String> all = events(quaygate, 0, 2);
            List<String> last = events(quaygate, 1, 1);

            assertThat(all).allSatisfy(event -> assertThat(event).startsWith("reload.applied"));
            assertThat(last).containsExactly(all.getLast());
        }
    }

    private static List<String> events(Quaygate quaygate, int after, int count) throws IOException {
        String token = Files.readString(quaygate.dir().resolve("admin.token")).strip();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), quaygate.adminPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(
                            String.join(
                                            "\r\n",
                                            "GET /v1/events HTTP/1.1",
                                            "Host: 127.0.0.1:" + quaygate.adminPort(),
                                            "Authorization: Bearer " + token,
                                            "Accept: text/event-stream",
                                            "Last-Event-ID: " + after,
                                            "",
                                            "")
                                    .getBytes(UTF_8));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            return lines.lines()
                    .peek(line -> assertThat(line).doesNotContain("401"))
                    .filter(line -> line.startsWith("event: ") || line.startsWith("id: "))
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .gather(java.util.stream.Gatherers.windowFixed(2))
                    .map(pair -> pair.getFirst() + " " + pair.getLast())
                    .limit(count)
                    .toList();
        }
    }

    /** A certificate with a fifth of its life left. */
    private String manual() throws Exception {
        Path store = dir.resolve("old.p12");
        Path pem = dir.resolve("old.pem");
        Path key = dir.resolve("old.key");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-startdate",
                "-80d",
                "-validity",
                "100",
                "-dname",
                "CN=old.internal",
                "-ext",
                "san=dns:old.internal");
        String in = store.toString();
        run(
                "openssl",
                "pkcs12",
                "-in",
                in,
                "-passin",
                "pass:changeit",
                "-nokeys",
                "-out",
                pem + "");
        run(
                "openssl",
                "pkcs12",
                "-in",
                in,
                "-passin",
                "pass:changeit",
                "-nocerts",
                "-nodes",
                "-out",
                key + "");
        return "certificates: {manual: [{cert: '%s', key: '%s'}]}".formatted(pem, key);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
