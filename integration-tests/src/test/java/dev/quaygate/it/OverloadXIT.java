package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.Exposition;
import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * T16 and RES-5, RES-6: more handshakes, connections and bytes than there is room for. What is too
 * much is refused with a cause, what has begun goes on, and all is well when it is over.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OverloadXIT {
    private static final String HOST = "site.internal";
    private static final int BLOCK = 64 << 10;

    private RecordingUpstream upstream;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private Quaygate quaygate;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.answering(behaviour());
    }

    @AfterEach
    void stop() {
        quaygate.close();
        upstream.close();
    }

    /** An answer without end at {@code /endless}. */
    private static Behaviour behaviour() {
        return (request, exchange) -> {
            if (!request.target().equals("/endless")) {
                exchange.numbered(request);
                return;
            }
            exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n");
            byte[] block = new byte[BLOCK];
            for (int i = 0; i < 9_000_000_000L / BLOCK; i++) {
                exchange.write(block);
            }
        };
    }

    private String yaml(String limits) {
        return """
        listen: {http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@'], redirect: off, limits: {%s}}
        timeouts: {handshake: 6s, header: 60s}
        routes:
          - {name: site, host: site.internal, tls: internal, to: %2$d}
          - {name: site-clear, host: site.internal, tls: off, to: %2$d}
        """
                .formatted(limits, upstream.port());
    }

    @Test
    void refusesHandshakesThatOneAddressBeginsTooFast() throws IOException {
        quaygate = Quaygate.start(yaml("handshakesPerAddress: 20/1s"));
        int flood = 500;
        List<H1Client> halfOpen = new ArrayList<>();
        for (int i = 0; i < flood; i++) {
            halfOpen.add(H1Client.from("127.0.0.2", quaygate.https()));
        }

        for (int i = 0; i < 15; i++) {
            try (var other =
                    H1Client.over(
                            H1Client.socketFrom("127.0.0.3", quaygate.https()), HOST, "http/1.1")) {
                assertThat(other.get(HOST, "/").read().status()).isEqualTo(200);
            }
        }
        assertThat(halfOpen).allMatch(one -> one.awaitClosed(Duration.ofSeconds(15)));

        halfOpen.forEach(H1Client::close);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> ended("limits.handshakesPerAddress") + ended("") == flood);
        long refused = ended("limits.handshakesPerAddress");
        assertThat(refused).isBetween(flood / 2L, flood - 20L);
        assertThat(quaygate.awaitLine(line -> line.cause().equals("concurrency_limit")).json())
                .contains("127.0.0.2");
        assertThat(value("quaygate_failures_total{cause=\"concurrency_limit\",route=\"other\"}"))
                .isEqualTo((double) refused);
        assertThat(metrics().samples().entrySet())
                .filteredOn(one -> one.getKey().startsWith("quaygate_tls_handshakes_total{"))
                .filteredOn(one -> one.getKey().contains("result=\"refused\""))
                .hasSize(1)
                .allMatch(one -> one.getValue() == refused);
    }

    /** Refused with this detail, or ended by the time for handshakes. */
    private long ended(String detail) {
        return quaygate.accessLog().stream()
                .filter(line ->
                        detail.isEmpty()
                                ? line.cause().equals("tls_failed")
                                : line.text("detail").equals(detail))
                .count();
    }

    @Test
    void waitsForFileDescriptorsAndKeepsSomeForTheAdminEndpoint() throws Exception {
        Path dir = Quaygate.temporaryFolder();
        List<Integer> ports = FreePorts.some(2);
        quaygate =
                Quaygate.launchUnder(
                        List.of("prlimit", "--nofile=256"),
                        dir,
                        ports.getFirst(),
                        ports.getLast(),
                        yaml("connections: 100000, connectionsPerAddress: off"));
        quaygate.awaitReady();
        List<H1Client> idle =
                Stream.generate(() -> H1Client.from("127.0.0.2", quaygate.http()))
                        .limit(400)
                        .toList();
        quaygate.awaitLine(line -> line.text("detail").equals("no file descriptors left"));

        Duration before = quaygate.processorTime();
        for (int i = 0; i < 20; i++) {
            assertThat(quaygate.admin().get("/v1/status").status()).isEqualTo(200);
            // The length of the measurement is what is given here, not a wait for something.
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(quaygate.processorTime().minus(before)).isLessThan(Duration.ofSeconds(1));

        long closed = System.nanoTime();
        idle.forEach(H1Client::close);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::serves);
        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(Duration.ofSeconds(3));
        assertThat(quaygate.accessLog())
                .filteredOn(line -> line.cause().equals("overload"))
                .hasSizeLessThan(100);
    }

    private boolean serves() {
        try (var client = H1Client.clear(quaygate.http())) {
            return client.get(HOST, "/").read().status() == 200;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    @Test
    void shedsNewWorkAndStopsReadingWhenBuffersAreFull() throws Exception {
        quaygate = Quaygate.start(yaml("memory: 8MiB, buffer: 1MiB, connectionsPerAddress: off"));
        int size = 32 << 20;
        List<H1Client> slow = new ArrayList<>();
        try (var kept = H1Client.clear(quaygate.http());
                var upload = H1Client.clear(quaygate.http())) {
            assertThat(kept.get(HOST, "/").read().status()).isEqualTo(200);
            upload.send("POST /up HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: " + size);
            upload.send("\r\n\r\nx");
            for (int i = 0; i < 20; i++) {
                slow.add(H1Client.clear(quaygate.http()));
                slow.getLast().get(HOST, "/endless");
            }
            awaitState(2);

            H1Response refused = kept.get(HOST, "/").read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.cause()).isEqualTo("overload");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            try (var late = H1Client.clear(quaygate.http())) {
                assertThat(late.awaitClosed(Duration.ofSeconds(5))).isTrue();
            }
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> rest(upload, size - 1));
            TimeUnit.MILLISECONDS.sleep(500); // as long as it must not have been read
            assertThat(sent).isNotDone();

            slow.forEach(H1Client::close);
            awaitState(0);
            assertThat(upload.timeout(Duration.ofSeconds(30)).read().status()).isEqualTo(200);
            assertThat(serves()).isTrue();
            sent.join();
        }
        assertThat(quaygate.awaitLine(line -> line.cause().equals("overload")).text("detail"))
                .isEqualTo("limits.memory");
        assertThat(quaygate.output())
                .contains("overload state=full")
                .contains("overload state=normal")
                .doesNotContain("OutOfDirectMemory")
                .doesNotContain("OutOfMemory");
    }

    private static void rest(H1Client client, int left) {
        try {
            byte[] block = new byte[BLOCK];
            for (int sent = 0; sent < left; sent += BLOCK) {
                client.send(left - sent < BLOCK ? new byte[left - sent] : block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitState(double state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> value("quaygate_overload_state") == state);
    }

    private double value(String series) throws IOException {
        return metrics().samples().getOrDefault(series, -1.0);
    }

    private Exposition metrics() throws IOException {
        return Exposition.read(quaygate.admin().get("/metrics").text());
    }
}
