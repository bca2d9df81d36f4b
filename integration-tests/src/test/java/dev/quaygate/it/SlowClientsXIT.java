package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AccessLine;
import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.Bystander;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * M19 T16: hundreds of slow clients at a time are each ended by their own limit, and nobody else
 * notices. The slow ones are {@code slowhttptest}, and half-open handshakes.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SlowClientsXIT {
    private static final int SLOW = 200;
    private static final int HALF_OPEN = 500;
    private static final Duration NOISE = Duration.ofSeconds(2);

    private RecordingUpstream upstream;
    private Quaygate quaygate;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.answering(behaviour());
        quaygate =
                Quaygate.start(
                        """
                        timeouts: {handshake: 2s, header: 2s, body: 2s, write: 2s}
                        routes:
                          - {name: slow-clear, host: 127.0.0.1, tls: off, to: %1$d}
                          - {name: site, host: site.internal, tls: internal, to: %1$d}
                          - {name: site-clear, host: site.internal, tls: off, to: %1$d}
                        """
                                .formatted(upstream.port()));
    }

    private static Behaviour behaviour() {
        String large = "x".repeat(3_000_000);
        return (request, exchange) -> {
            if (request.target().equals("/large")) {
                exchange.text(200, large, request);
            } else {
                exchange.numbered(request);
            }
        };
    }

    @AfterEach
    void stop() {
        quaygate.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "-H -i 1 -x 10,             /head,  head_timeout, timeouts.header",
        "-B -i 5 -s 4096 -x 10,     /body,  body_timeout, timeouts.body",
        "-B -i 1 -s 4096 -x 10,     /body,  body_timeout, below bodyRate",
        "-X -n 1 -z 5 -w 10 -y 20 -l 6, /large, client_stall, timeouts.write"
    })
    void endsEachSlowConnectionByItsLimitWhileOthersAreServed(
            String mode, String path, String cause, String detail) throws Exception {
        Duration idle = undisturbed();
        try (var bystander = visitor()) {
            String said = slowhttptest(mode, path);

            Bystander.Report others = bystander.stop();
            assertThat(said).contains("service available").doesNotContainPattern("available: *NO");
            if (!mode.startsWith("-X")) {
                // While it reads that slowly it does not notice that a connection is gone.
                assertThat(said).contains("No open connections left");
            }
            assertThat(others.failures()).isEmpty();
            assertThat(others.p99()).isLessThan(idle.multipliedBy(2).plus(NOISE));
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ended(cause, detail) == SLOW);
        assertThat(quaygate.accessLog())
                .filteredOn(line -> line.text("listener").endsWith(":" + quaygate.http()))
                .filteredOn(line -> !line.cause().isEmpty() && !probe(line))
                .hasSize(SLOW);
        assertThat(upstream.requests())
                .filteredOn(request -> request.method().equals("POST"))
                .isEmpty();
    }

    private long ended(String cause, String detail) {
        return quaygate.accessLog().stream()
                .filter(line -> line.cause().equals(cause) && line.text("detail").equals(detail))
                .count();
    }

    /** The tool asks now and then whether it is still served, and may leave before the end. */
    private static boolean probe(AccessLine line) {
        return line.cause().equals("client_abort");
    }

    /** All it says, without its colours. */
    private String slowhttptest(String mode, String path) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add("slowhttptest");
        command.addAll(List.of("-c", String.valueOf(SLOW), "-r", String.valueOf(SLOW), "-l", "40"));
        command.addAll(List.of(mode.split(" +", -1)));
        command.addAll(List.of("-u", "http://127.0.0.1:" + quaygate.http() + path));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "");
    }

    @Test
    void endsHalfOpenHandshakesOfOneAddressWhileAnotherIsServed() throws Exception {
        Duration idle = undisturbed();
        List<H1Client> halfOpen = new ArrayList<>();
        try (var bystander = visitor()) {
            for (int i = 0; i < HALF_OPEN; i++) {
                halfOpen.add(H1Client.from("127.0.0.2", quaygate.https()));
                halfOpen.getLast().send("\u0016\u0003\u0001\u0001\u0000\u0001");
            }

            for (H1Client one : halfOpen) {
                assertThat(one.awaitClosed(Duration.ofSeconds(10))).isTrue();
            }

            Bystander.Report others = bystander.stop();
            assertThat(others.failures()).isEmpty();
            assertThat(others.p99()).isLessThan(idle.multipliedBy(2).plus(NOISE));
        } finally {
            halfOpen.forEach(H1Client::close);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> ended("tls_failed", "timeouts.handshake") == HALF_OPEN);
    }

    @Test
    void turnsAwayWhatIsTooMuchFromOneAddressOnly() throws IOException {
        quaygate.apply(
                """
                listen: {http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@'], redirect: off, limits: {connectionsPerAddress: 20}}
                routes: [{name: site, host: site.internal, tls: off, to: %d}]
                """
                        .formatted(upstream.port()));
        List<H1Client> kept =
                Stream.generate(() -> H1Client.from("127.0.0.2", quaygate.http()))
                        .limit(20)
                        .toList();
        for (H1Client one : kept) {
            assertThat(one.get("site.internal", "/").read().status()).isEqualTo(200);
        }

        try (var tooMuch = H1Client.from("127.0.0.2", quaygate.http());
                var other = H1Client.from("127.0.0.3", quaygate.http())) {
            assertThat(tooMuch.awaitClosed(Duration.ofSeconds(5))).isTrue();
            assertThat(other.get("site.internal", "/").read().status()).isEqualTo(200);
        }

        assertThat(quaygate.awaitLine(line -> line.cause().equals("concurrency_limit")).json())
                .contains("127.0.0.2");
        kept.getFirst().close();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::servedFromTheFullAddress);
        kept.forEach(H1Client::close);
    }

    private boolean servedFromTheFullAddress() {
        try (var client = H1Client.from("127.0.0.2", quaygate.http())) {
            H1Response answer = client.get("site.internal", "/").read();
            return answer.status() == 200;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    private Bystander visitor() {
        return Bystander.of(
                "site.internal",
                () ->
                        H1Client.over(
                                H1Client.socketFrom("127.0.0.3", quaygate.https()),
                                "site.internal",
                                "http/1.1"));
    }

    private boolean hasItsCertificate() {
        try (var client = H1Client.tls(quaygate.https(), "site.internal")) {
            return client.tls().getSession().isValid();
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** The same visits with nothing else going on. */
    private Duration undisturbed() throws InterruptedException {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::hasItsCertificate);
        try (var bystander = visitor()) {
            // As many as the disturbed time at least has; the length of the sample is the input.
            bystander.awaitVisits(100);
            return bystander.stop().p99();
        }
    }
}
