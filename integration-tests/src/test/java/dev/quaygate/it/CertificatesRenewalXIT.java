package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.SteadyLoad;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** C1 C8 C9 C17 C18 C22 C24: certificates of short lives are renewed while they are in use. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CertificatesRenewalXIT {
    private static final PebbleOptions SHORT_LIFE = PebbleOptions.DEFAULTS.validitySeconds(60);
    private static final String EARLY = "renew: {at: 1/6}";

    @Test
    void renewsUnderLoadWithoutAFailedRequestAndKeepsOpenConnections() throws Exception {
        try (var stage = AcmeStage.open(SHORT_LIFE);
                var quaygate = stage.start(stage.yaml(EARLY, "a.test"))) {
            String first = stage.awaitIssued(quaygate, "a.test").at("/serial").asString();
            try (var load = new SteadyLoad(quaygate, "a.test");
                    var handshakes = new Handshakes(stage, "a.test");
                    var open = H1Client.tls(stage.https(), "a.test")) {
                load.startTls(2, 2);
                assertThat(open.get("a.test", "/").read().status()).isEqualTo(200);

                JsonNode renewed =
                        stage.await(
                                quaygate,
                                "a.test",
                                one ->
                                        one.at("/generation").asInt() >= 2
                                                && !one.at("/serial").asString().equals(first));

                handshakes.awaitTwoSerials();
                assertThat(open.get("a.test", "/").read().status()).isEqualTo(200);
                SteadyLoad.Result result = load.stop();
                assertThat(result.failures()).isEmpty();
                assertThat(result.requests()).isGreaterThan(100);
                assertThat(handshakes.stop()).isEmpty();
                assertThat(renewed.at("/failures").asInt()).isZero();
                assertThat(stage.isTrusted(stage.shown("a.test"), "a.test")).isTrue();
            }
        }
    }

    @Test
    void renewsWhenTheAuthorityMovesItsWindowToNowAndNamesTheReplacedCertificate()
            throws IOException {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS.validitySeconds(100));
                var quaygate = stage.start(stage.yaml("", "a.test"))) {
            String first = stage.awaitIssued(quaygate, "a.test").at("/serial").asString();
            X509Certificate leaf = stage.shown("a.test").getFirst();
            String replaced = CertId.of(leaf).orElseThrow().value();
            Instant now = Instant.now();

            stage.pebble().renewalWindow(leaf, now.minusSeconds(20), now.minusSeconds(10));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> storeHolds(stage, "\"replaces\":\"" + replaced + "\""));
            JsonNode renewed =
                    stage.await(
                            quaygate,
                            "a.test",
                            one ->
                                    one.at("/state").asString().equals("ok")
                                            && !one.at("/serial").asString().equals(first));
            assertThat(renewed.at("/generation").asInt()).isEqualTo(2);
            assertThat(Instant.now()).isBefore(leaf.getNotAfter().toInstant());
            assertThat(stage.orders()).isEqualTo(2);
            assertThat(quaygate.cli("certs", "a.test").out())
                    .contains("ordered: pebble ari")
                    .doesNotContain("does not take this order as a replacement");
        }
    }

    @Test
    void servesTheOldCertificateAndSaysWhatIsNextWhileTheAuthorityIsDown() throws IOException {
        try (var stage = AcmeStage.open(SHORT_LIFE);
                var quaygate = stage.start(stage.yaml(EARLY, "a.test"))) {
            String serial = stage.awaitIssued(quaygate, "a.test").at("/serial").asString();
            List<X509Certificate> chain = stage.shown("a.test");

            stage.endAuthority();

            JsonNode failing =
                    stage.await(
                            quaygate,
                            "a.test",
                            one -> one.at("/next/action").asString().equals("retry"));
            assertThat(failing.at("/serial").asString()).isEqualTo(serial);
            assertThat(failing.at("/serving").asBoolean()).isTrue();
            assertThat(failing.at("/failures").asInt()).isPositive();
            assertThat(Instant.parse(failing.at("/next/at").asString()))
                    .isBefore(chain.getFirst().getNotAfter().toInstant());
            assertThat(failing.at("/next/why").asString()).contains("pebble", "unreachable");
            assertThat(failing.at("/lastAttempt/result").asString()).isEqualTo("failed");
            assertThat(failing.at("/lastAttempt/error/code").asString()).isEqualTo("QG3031");
            assertThat(stage.shown("a.test")).isEqualTo(chain);
            assertThat(quaygate.admin().get("/readyz").status()).isEqualTo(200);
            assertThat(quaygate.admin().get("/metrics").text())
                    .contains(
                            "quaygate_certificate_not_after_timestamp_seconds{name=\"a.test\",issuer=\"pebble\"} "
                                    + chain.getFirst().getNotAfter().toInstant().getEpochSecond());
            assertThat(quaygate.cli("certs", "a.test").out()).contains("next", "retry", "QG3031");
        }
    }

    private static boolean storeHolds(AcmeStage stage, String text) throws IOException {
        try (Stream<Path> files = Files.walk(stage.dir().resolve("state"))) {
            return files.anyMatch(file -> contains(file, text));
        } catch (UncheckedIOException _) {
            return false; // a file went away during the walk
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.isRegularFile(file)
                    && Files.readString(file).replace(" ", "").contains(text);
        } catch (IOException _) {
            return false; // this one went away
        }
    }

    /** One new connection after the other, each with a full handshake and one request. */
    private static final class Handshakes implements AutoCloseable {
        private final Set<String> serials = ConcurrentHashMap.newKeySet();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final AcmeStage stage;
        private final String name;
        private final Thread thread;

        Handshakes(AcmeStage stage, String name) {
            this.stage = stage;
            this.name = name;
            this.thread = Thread.startVirtualThread(this::run);
        }

        private void run() {
            while (running.get()) {
                try (var client = H1Client.tls(stage.https(), name)) {
                    int status = client.get(name, "/").read().status();
                    serials.add(AcmeStage.chain(client).getFirst().getSerialNumber().toString(16));
                    if (status != 200) {
                        failures.add("status " + status);
                    }
                } catch (IOException | UncheckedIOException e) {
                    failures.add(e.toString());
                }
                LockSupport.parkNanos(20_000_000);
            }
        }

        void awaitTwoSerials() {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> serials.size() >= 2);
        }

        Queue<String> stop() throws InterruptedException {
            running.set(false);
            thread.join();
            return failures;
        }

        @Override
        public void close() {
            running.set(false);
        }
    }
}
