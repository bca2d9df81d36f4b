package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.TestPki;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** C20 C21 C22: configuration and files change while certificates are ordered and served. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CertificatesChangeXIT {

    @Test
    void continuesAnOrderInFlightOverAReloadOfAnotherRoute() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var http = new AtomicInteger();
        // The authority's look at the proof is held up here until the reload is over.
        try (var gate =
                        RecordingUpstream.answering((request, exchange) -> {
                            asked.countDown();
                            answer.await();
                            String target = request.requestLine().split(" ", -1)[1];
                            H1Response proof = H1Client.fetch(http.get(), "a.test", target);
                            exchange.text(proof.status(), proof.text(), request);
                        });
                var stage = AcmeStage.open(PebbleOptions.DEFAULTS.httpPort(gate.port()))) {
            http.set(stage.http());
            String before = stage.yaml("challenges: [http-01]", "a.test");
            try (var quaygate = stage.start(before)) {
                assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

                quaygate.apply(
                        before + "  - {host: other.test, tls: off, respond: {status: 204}}\n");

                JsonNode running = AcmeStage.status(quaygate, "a.test");
                assertThat(running.has("serial")).isFalse();
                assertThat(running.at("/next/action").asString()).isEqualTo("wait");
                assertThat(H1Client.fetch(stage.http(), "other.test", "/").status()).isEqualTo(204);
                answer.countDown();
                JsonNode issued = stage.awaitIssued(quaygate, "a.test");
                assertThat(issued.at("/failures").asInt()).isZero();
                assertThat(stage.isTrusted(stage.shown("a.test"), "a.test")).isTrue();
                assertThat(stage.orders()).isEqualTo(1);
            } finally {
                answer.countDown();
            }
        }
    }

    @Test
    void swapsOwnFilesLiveAndKeepsTheOldPairWhileTheNewOneDoesNotFit() throws IOException {
        Path dir = Quaygate.temporaryFolder();
        TestPki pki = TestPki.in(dir);
        TestPki.Pair one = pki.issue("a.test");
        Path cert = copy(one.cert(), dir.resolve("live.pem"));
        Path key = copy(one.key(), dir.resolve("live.key"));
        try (var app = RecordingUpstream.answering(Behaviours.named("app"));
                var quaygate =
                        Quaygate.start(
                                """
                                certificates: {issuers: [internal]}
                                routes:
                                  - {host: a.test, tls: {cert: %s, key: 'file:%s'}, to: %d}
                                """
                                        .formatted(cert, key, app.port()));
                var open = H1Client.tls(quaygate.https(), "a.test")) {
            String first = shown(quaygate);
            TestPki.Pair two = pki.issue("a.test");

            copy(two.cert(), cert);

            JsonNode mismatch = awaitStatus(quaygate, "QG3036");
            assertThat(mismatch.at("/state").asString()).isEqualTo("manual");
            assertThat(mismatch.at("/serving").asBoolean()).isTrue();
            assertThat(shown(quaygate)).isEqualTo(first);
            assertThat(quaygate.cli("certs").out()).contains("QG3036");
            assertThat(quaygate.cli("certs", "a.test").out()).contains("why", "fix", "QG3036");

            copy(two.key(), key);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !shown(quaygate).equals(first));
            awaitStatus(quaygate, "");
            assertThat(open.get("a.test", "/").read().status()).isEqualTo(200);
        }
    }

    private static JsonNode awaitStatus(Quaygate quaygate, String code) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> AcmeStage.status(quaygate, "a.test"),
                        status -> status.at("/lastAttempt/error/code").asString("").equals(code));
    }

    private static String shown(Quaygate quaygate) throws IOException {
        try (var client = H1Client.tls(quaygate.https(), "a.test")) {
            X509Certificate leaf = AcmeStage.chain(client).getFirst();
            return leaf.getSerialNumber().toString(16);
        }
    }

    /** As a tool for certificates does it: complete, then in one rename. */
    private static Path copy(Path from, Path to) throws IOException {
        Path next = to.resolveSibling(to.getFileName() + ".next");
        Files.copy(from, next, StandardCopyOption.REPLACE_EXISTING);
        return Files.move(
                next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
