package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * C1 C2 C3 C10 C19 C22 T14: certificates from a real authority, proved at the listeners of the
 * program.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CertificatesXIT {

    @Test
    void issuesByHttp01Alone() throws IOException {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var quaygate = stage.start(stage.yaml("challenges: [http-01]", "a.test"))) {
            JsonNode status = stage.awaitIssued(quaygate, "a.test");

            assertThat(stage.isTrusted(stage.shown("a.test"), "a.test")).isTrue();
            assertThat(status.at("/lastAttempt/challenge").asString()).isEqualTo("http-01");
            assertThat(status.at("/source").asString()).isEqualTo("acme");
            assertThat(stage.orders()).isEqualTo(1);
        }
    }

    @Test
    void issuesByTlsAlpn01WithoutAClearListener() throws IOException {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var quaygate =
                        stage.start(
                                "listen: {http: off, https: ['127.0.0.1:@HTTPS@']}\n"
                                        + stage.yaml("challenges: [tls-alpn-01]", "a.test"))) {
            JsonNode status = stage.awaitIssued(quaygate, "a.test");

            assertThat(stage.isTrusted(stage.shown("a.test"), "a.test")).isTrue();
            assertThat(status.at("/lastAttempt/challenge").asString()).isEqualTo("tls-alpn-01");
            assertThat(stage.orders()).isEqualTo(1);
        }
    }

    @Test
    void issuesThreeHostsFromAnEmptyStoreWithin30SecondsThoughHalfOfAllNoncesAreRefused()
            throws IOException {
        List<String> hosts = List.of("a.test", "b.test", "c.test");
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS.badNoncePercent(50))) {
            long begin = System.nanoTime();
            try (var quaygate = stage.start(stage.yaml("", hosts.toArray(String[]::new)))) {
                for (String host : hosts) {
                    stage.awaitIssued(quaygate, host);
                    assertThat(stage.isTrusted(stage.shown(host), host)).as(host).isTrue();
                }

                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isLessThan(Duration.ofSeconds(30));
                assertThat(stage.orders()).isEqualTo(3);
                try (var client = H1Client.tls(stage.https(), "a.test")) {
                    assertThat(client.get("a.test", "/").read().status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void saysThatABindingIsMissingServesAPlaceholderAndIssuesOnceTheBindingIsConfigured()
            throws IOException {
        var options =
                PebbleOptions.DEFAULTS.eabKeys(
                        Map.of(
                                "kid-1",
                                "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"));
        try (var stage = AcmeStage.open(options);
                var quaygate = stage.start(stage.yaml("", "a.test"))) {
            JsonNode refused =
                    stage.await(quaygate, "a.test", one -> one.at("/failures").asInt() > 0);

            assertThat(refused.at("/lastAttempt/error/code").asString()).isEqualTo("QG3028");
            assertThat(refused.at("/next/at").asString()).isNotEmpty();
            assertThat(quaygate.cli("certs").out()).contains("QG3028");
            assertThat(stage.shown("a.test").getFirst().getIssuerX500Principal())
                    .isEqualTo(stage.shown("a.test").getFirst().getSubjectX500Principal());
            assertThat(stage.isTrusted(stage.shown("a.test"), "a.test")).isFalse();

            quaygate.apply(
                    stage.yaml(
                            "",
                            "eab: {kid: kid-1, key: 'file:" + secret(stage, options) + "'}",
                            new String[] {"a.test"}));

            JsonNode issued = stage.awaitIssued(quaygate, "a.test");
            assertThat(stage.isTrusted(stage.shown("a.test"), "a.test")).isTrue();
            assertThat(issued.at("/failures").asInt()).isZero();
            assertThat(quaygate.output()).doesNotContain(options.eabKeys().get("kid-1"));
        }
    }

    @Test
    void findsAccountAndCertificateAgainAfterARestartAndOrdersNothing() throws Exception {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS)) {
            String yaml = stage.yaml("", "a.test");
            String serial;
            try (var first = stage.start(yaml)) {
                serial = stage.awaitIssued(first, "a.test").at("/serial").asString();
                first.terminate();
                assertThat(first.awaitExit(Duration.ofSeconds(20))).isZero();
                try (var second = first.again(yaml)) {
                    JsonNode again = AcmeStage.status(second, "a.test");
                    assertThat(again.at("/serial").asString()).isEqualTo(serial);
                    assertThat(stage.isTrusted(stage.shown("a.test"), "a.test")).isTrue();

                    // Another name shows that the account is the stored one.
                    second.apply(stage.yaml("", "a.test", "b.test"));
                    stage.awaitIssued(second, "b.test");
                    assertThat(stage.orders()).isEqualTo(2);
                    assertThat(stage.count("There are now 1 accounts")).isEqualTo(1);
                    assertThat(stage.count("There are now 2 accounts")).isZero();
                }
            }
            assertThat(modes(stage.dir().resolve("state"), true)).containsOnly("rw-------");
            assertThat(modes(stage.dir().resolve("state"), false)).containsOnly("rwx------");
        }
    }

    @Test
    void showsStateNextActionAndReasonToPeopleAndPrograms() throws IOException {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var quaygate = stage.start(stage.yaml("", "a.test"))) {
            stage.awaitIssued(quaygate, "a.test");
            JsonNode status = stage.await(quaygate, "a.test", one -> !one.at("/ari").isNull());

            assertThat(status.propertyNames())
                    .contains("id", "names", "state", "source", "serial", "keyType", "sha256")
                    .contains("issuer", "chain", "generation", "notBefore", "notAfter")
                    .contains("obtainedAt", "lifeLeft", "next", "ari", "lastAttempt", "failures")
                    .contains("usedBy");
            assertThat(status.at("/next/action").asString()).isEqualTo("renew");
            assertThat(status.at("/next/why").asString()).isEqualTo("ari");
            assertThat(status.at("/ari").propertyNames())
                    .contains("start", "end", "checkedAt", "nextCheck", "explanationUrl");
            assertThat(status.at("/lastAttempt/result").asString()).isEqualTo("issued");

            assertThat(quaygate.cli("certs").out())
                    .contains("NAME", "EXPIRES", "RENEWS", "STATE", "a.test", "ok");
            assertThat(quaygate.cli("certs", "a.test").out())
                    .contains("serving", "next", "renew", "timeline", "ordered", "published");
            Launcher.Result json = quaygate.cli("certs", "a.test", "--json");
            assertThat(json.exit()).isZero();
            assertThat(json.out())
                    .contains(status.at("/serial").asString())
                    .doesNotContain("PRIVATE KEY");
            assertThat(quaygate.admin().get("/metrics").text())
                    .containsPattern(
                            "quaygate_certificate_not_after_timestamp_seconds\\{name=\"a.test\",issuer=\"pebble\"\\} [1-9]");
        }
    }

    private static Path secret(AcmeStage stage, PebbleOptions options) throws IOException {
        Path file = stage.dir().resolve("eab.key");
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, options.eabKeys().get("kid-1"));
    }

    private static List<String> modes(Path root, boolean files) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            var modes = new TreeSet<String>();
            for (Path path : all.filter(one -> Files.isRegularFile(one) == files).toList()) {
                modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
            return List.copyOf(modes);
        }
    }
}
