package dev.quaygate.it.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.WebSocketClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the README promises to somebody with FastAPI behind Uvicorn: two workers, each on a
 * unix socket, behind HTTPS. Skipped without the Python environment that {@code make test} installs.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class FastApiXIT {
    private static final String HOST = "app.localhost";

    private static Uvicorn first;
    private static Uvicorn second;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(
                Uvicorn.installed().isPresent(), "uvicorn is not installed; run make test");
        Path dir = Quaygate.temporaryFolder();
        first = Uvicorn.start(dir.resolve("1.log"), dir.resolve("1.sock"));
        second = Uvicorn.start(dir.resolve("2.log"), dir.resolve("2.sock"));
        quaygate =
                Quaygate.start(
                        """
                        certificates: {issuers: [internal]}
                        pools:
                          app:
                            to: ['unix:%1$s/1.sock', 'unix:%1$s/2.sock']
                            health: {path: /up, every: 200ms, timeout: 150ms}
                        routes:
                          - {host: %2$s, to: app}
                        """
                                .formatted(dir, HOST));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> workers(20).equals(Set.of(first.pid(), second.pid())));
    }

    @AfterAll
    static void stop() {
        if (quaygate != null) {
            quaygate.close();
            second.close();
            first.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"--http1.1, 1.1", "--http2, 2"})
    void reachesBothWorkersOverEachVersion(String option, String version)
            throws IOException, InterruptedException {
        var seen = new HashSet<Long>();
        for (int i = 0; i < 20; i++) {
            String said = curl(option, "-w", " %{http_code} %{http_version}", url("/"));
            assertThat(said).endsWith(" 200 " + version);
            seen.add(worker(said));
        }

        assertThat(seen).containsExactlyInAnyOrder(first.pid(), second.pid());
    }

    @Test
    void tellsTheApplicationSchemeHostAndAddressOfTheClient() throws IOException {
        H1Response answer = get("/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .contains("\"scheme\":\"https\"")
                .contains("\"client\":\"127.0.0.1\"")
                .contains("\"host\":\"" + HOST + "\"");
    }

    @Test
    void passesAnUploadOfUnknownLength() throws IOException {
        try (H1Client client = H1Client.tls(quaygate.https(), HOST)) {
            client.send(
                    "POST /length HTTP/1.1\r\nHost: "
                            + HOST
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                client.send("2710\r\n" + "x".repeat(10_000) + "\r\n");
            }
            H1Response answer = client.send("0\r\n\r\n").read();

            assertThat(answer.text()).isEqualTo("{\"length\":100000}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void passesEachEventAsItIsWritten(String version) throws IOException, InterruptedException {
        Process curl = started("-N", version, url("/ticks"));
        long first;
        try (BufferedReader said = curl.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("data: 0");
            first = System.nanoTime();
            assertThat(said.lines()).containsExactly("", "data: 1", "", "data: 2", "");
        }

        // Three events 300 ms apart: the first was here long before the last was written.
        assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(Duration.ofMillis(400));
        assertThat(curl.waitFor()).isZero();
    }

    @Test
    void echoesOverAWebSocket() throws IOException {
        try (var socket =
                WebSocketClient.open(H1Client.tls(quaygate.https(), HOST), HOST, "/echo")) {
            assertThat(socket.opened()).isTrue();
            assertThat(socket.echo("hello")).isEqualTo("hello");
            assertThat(socket.echo("x".repeat(20_000))).isEqualTo("x".repeat(20_000));
        }
    }

    /**
     * A body of any size goes through in bounded memory: the harness gives the program a heap of
     * 128 MiB.
     */
    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void carriesAGibibyteEachWay(String version) throws IOException, InterruptedException {
        long gibibyte = 1L << 30;
        Path big = quaygate.dir().resolve("big");
        try (var file = new RandomAccessFile(big.toFile(), "rw")) {
            file.setLength(gibibyte);
        }

        String down =
                curl(
                        version,
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code} %{size_download}",
                        url("/bytes/" + gibibyte));
        String up = curl(version, "-T", big.toString(), "-X", "POST", url("/length"));

        assertThat(down).isEqualTo("200 " + gibibyte);
        assertThat(up).isEqualTo("{\"length\":" + gibibyte + "}");
    }

    private static String url(String path) {
        return "https://" + HOST + ":" + quaygate.https() + path;
    }

    private static String curl(String... arguments) throws IOException, InterruptedException {
        Process curl = started(arguments);
        String out = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor()).as(out).isZero();
        return out;
    }

    private static Process started(String... arguments) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                "curl",
                                "-sk",
                                "--max-time",
                                "120",
                                "--resolve",
                                HOST + ":" + quaygate.https() + ":127.0.0.1"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static H1Response get(String path) throws IOException {
        try (H1Client client = H1Client.tls(quaygate.https(), HOST)) {
            return client.get(HOST, path).read();
        }
    }

    private static long worker(String answer) {
        return Long.parseLong(answer.replaceAll("\\D*(\\d+).*", "$1"));
    }

    /** Process ids of the workers that answer some requests. */
    private static Set<Long> workers(int requests) {
        var seen = new HashSet<Long>();
        IntStream.range(0, requests)
                .forEach(_ -> {
                    try {
                        String text = get("/").text();
                        if (text.startsWith("{\"worker\":")) {
                            seen.add(worker(text));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return seen;
    }
}
