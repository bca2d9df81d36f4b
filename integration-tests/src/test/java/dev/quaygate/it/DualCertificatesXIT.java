package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Exposition;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.OpensslClient;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.TestPki;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * T4 C27: an EC and an RSA certificate of one name, from a real authority or from files, each for
 * the clients that can use it.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class DualCertificatesXIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ECDSA = "ecdsa_secp256r1_sha256";
    private static final String RSA = "rsa_pss_rsae_sha256:rsa_pkcs1_sha256";

    /** Both ways to TLS: our own, and Netty's engine. */
    private static Quaygate start(AcmeStage stage, String options, String certificates) {
        String listen =
                "listen: {http: ['127.0.0.1:%d'], https: ['127.0.0.1:%d'], redirect: off}\n"
                        .formatted(stage.http(), stage.https());
        return Quaygate.startIn(
                stage.dir(),
                listen + stage.yaml(certificates, "a.test"),
                options.isEmpty() ? Map.of() : Map.of("JAVA_TOOL_OPTIONS", options));
    }

    private static JsonNode list(Quaygate quaygate) throws IOException {
        return JsonMapper.shared()
                .readTree(quaygate.admin().get("/v1/certificates?name=a.test").text());
    }

    /** Serial numbers by kind of key, once both are there. */
    private static Map<String, String> awaitBoth(Quaygate quaygate) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> serials(quaygate), serials -> serials.size() == 2);
    }

    private static Map<String, String> serials(Quaygate quaygate) throws IOException {
        var serials = new HashMap<String, String>();
        for (JsonNode one : list(quaygate)) {
            if (one.has("serial") && one.at("/state").asString().equals("ok")) {
                serials.put(one.at("/keyType").asString(), one.at("/serial").asString());
            }
        }
        return serials;
    }

    /** Bits and kind of the key that a client is shown. */
    private static String shown(int port, String... arguments) {
        var all = new ArrayList<>(List.of("-servername", "a.test"));
        all.addAll(List.of(arguments));
        String output = OpensslClient.connect(port, all.toArray(String[]::new));
        if (output.contains("no peer certificate available")) {
            return "none";
        }
        assertThat(output).containsAnyOf("Server public key is 256", "Server public key is 2048");
        return output.contains("Server public key is 2048 bit") ? "RSA" : "EC";
    }

    private static void servesEachKindOfClient(int port) {
        assertThat(shown(port, "-tls1_3", "-sigalgs", ECDSA)).isEqualTo("EC");
        assertThat(shown(port, "-tls1_3", "-sigalgs", RSA)).isEqualTo("RSA");
        assertThat(shown(port, "-tls1_2", "-sigalgs", ECDSA)).isEqualTo("EC");
        assertThat(shown(port, "-tls1_2", "-sigalgs", RSA)).isEqualTo("RSA");
        assertThat(shown(port, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))
                .isEqualTo("RSA");
        assertThat(shown(port, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"))
                .isEqualTo("EC");
        assertThat(shown(port)).as("who can use both").isEqualTo("EC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-Dquaygate.tls=engine"})
    void eachClientGetsAMatchingLeafOfTheSameNameAlsoAfterOneHalfWasRenewed(String options)
            throws IOException {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var quaygate = start(stage, options, "keyType: [p256, rsa2048]")) {
            Map<String, String> first = awaitBoth(quaygate);
            assertThat(stage.orders()).isEqualTo(2);
            servesEachKindOfClient(stage.https());

            try (var open = H1Client.tls(stage.https(), "a.test")) {
                assertThat(open.get("a.test", "/").read().status()).isEqualTo(200);
                Launcher.Result renewed =
                        quaygate.cli(PATIENCE, "certs", "renew", "a.test", "--key-type", "rsa2048");
                assertThat(renewed.exit()).as(renewed.all()).isZero();
                assertThat(open.get("a.test", "/").read().status()).isEqualTo(200);
            }

            Map<String, String> second = awaitBoth(quaygate);
            assertThat(second.get("p256")).isEqualTo(first.get("p256"));
            assertThat(second.get("rsa2048")).isNotEqualTo(first.get("rsa2048"));
            assertThat(stage.orders()).isEqualTo(3);
            servesEachKindOfClient(stage.https());
        }
    }

    @Test
    void commandsTellTheHalvesApart() throws Exception {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var quaygate = start(stage, "", "keyType: [p256, rsa2048]")) {
            Map<String, String> first = awaitBoth(quaygate);

            assertThat(quaygate.cli("certs").out())
                    .containsPattern("(?m)^a\\.test  .* ok")
                    .containsPattern("(?m)^a\\.test \\(rsa2048\\)  .* ok");
            assertThat(quaygate.cli("certs", "a.test").out())
                    .containsPattern("(?m)^a\\.test   serial")
                    .containsPattern("(?m)^a\\.test \\(rsa2048\\)   serial");
            assertThat(quaygate.cli("certs", "check").exit()).isZero();
            Map<String, Double> samples =
                    Exposition.read(quaygate.admin().get("/metrics").text()).samples();
            assertThat(samples.keySet())
                    .filteredOn(one -> one.startsWith("quaygate_certificate_life_left_ratio{"))
                    .as("one series for each half")
                    .hasSize(2);

            Launcher.Result unclear = quaygate.cli("certs", "export", "a.test");
            assertThat(unclear.exit()).as(unclear.all()).isNotZero();
            assertThat(unclear.err()).contains("p256, rsa2048", "--key-type");
            Launcher.Result rsa =
                    quaygate.cli("certs", "export", "a.test", "--key-type", "rsa2048");
            assertThat(Pem.certificates(rsa.out()).getFirst().getSerialNumber().toString(16))
                    .isEqualTo(first.get("rsa2048"));

            Launcher.Result both = quaygate.cli(PATIENCE, "certs", "renew", "a.test");
            assertThat(both.exit()).as(both.all()).isZero();
            assertThat(both.out()).contains("a.test  renewed", "a.test (rsa2048)  renewed");
            assertThat(awaitBoth(quaygate))
                    .doesNotContainValue(first.get("p256"))
                    .doesNotContainValue(first.get("rsa2048"));
            assertThat(stage.orders()).isEqualTo(4);

            String stores = quaygate.cli(PATIENCE, "certs", "preflight", "a.test").out();
            assertThat(stores.lines().filter(line -> line.contains("can be written"))).hasSize(1);
        }
    }

    @Test
    void whoDropsAHalfIsNotServedWithItAnyMore() throws IOException {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var quaygate = start(stage, "", "keyType: [rsa2048, p256]")) {
            awaitBoth(quaygate);
            servesEachKindOfClient(stage.https());

            String listen =
                    "listen: {http: ['127.0.0.1:%d'], https: ['127.0.0.1:%d'], redirect: off}\n"
                            .formatted(stage.http(), stage.https());
            quaygate.apply(listen + stage.yaml("keyType: p256", "a.test"));

            assertThat(shown(stage.https(), "-tls1_3", "-sigalgs", ECDSA)).isEqualTo("EC");
            assertThat(shown(stage.https(), "-tls1_3", "-sigalgs", RSA)).isEqualTo("none");
            assertThat(stage.orders()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-Dquaygate.tls=engine"})
    void servesTwoPairsOfFilesAndTwoLeavesOfOurOwnAuthority(String options) throws IOException {
        Path folder = Quaygate.temporaryFolder();
        TestPki pki = TestPki.in(folder);
        TestPki.Pair ec = pki.issue("a.test");
        TestPki.Pair rsa = pki.issueRsa("a.test");
        try (var app = RecordingUpstream.answering(Behaviours.named("app"));
                var quaygate =
                        Quaygate.startIn(
                                folder,
                                """
                                certificates:
                                  issuers: [internal]
                                  keyType: [p384, rsa2048]
                                  manual:
                                    - {cert: '%s', key: 'file:%s'}
                                    - {cert: '%s', key: 'file:%s'}
                                routes:
                                  - {host: a.test, to: %5$d}
                                  - {host: box.internal, to: %5$d}
                                """
                                        .formatted(
                                                rsa.cert(),
                                                rsa.key(),
                                                ec.cert(),
                                                ec.key(),
                                                app.port()),
                                options.isEmpty()
                                        ? Map.of()
                                        : Map.of("JAVA_TOOL_OPTIONS", options))) {
            servesEachKindOfClient(quaygate.https());

            String internal =
                    OpensslClient.connect(
                            quaygate.https(), "-servername", "box.internal", "-sigalgs", RSA);
            assertThat(internal).contains("Server public key is 2048 bit");
            assertThat(OpensslClient.connect(quaygate.https(), "-servername", "box.internal"))
                    .contains("Server public key is 384 bit");
        }
    }
}
