package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.AskServer;
import dev.quaygate.it.harness.Flood;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.ClientHelloBytes;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** C13 C14 CFG-4: a name that nobody configured gets its certificate at the first handshake. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class OnDemandXIT {
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int UNRECOGNIZED_NAME = 112;

    @Test
    void waitsForTheFirstCertificateOfAnAllowedNameThenServes() throws Exception {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var ask = new AskServer().answering("shop.customer.test", 200);
                var quaygate = stage.start(yaml(stage, ask))) {
            try (var client = patient(stage, "shop.customer.test")) {
                assertThat(stage.isTrusted(AcmeStage.chain(client), "shop.customer.test")).isTrue();
                assertThat(client.get("shop.customer.test", "/").read().status()).isEqualTo(200);
            }

            assertThat(ask.questions()).containsExactly("GET /allowed?domain=shop.customer.test");
            assertThat(stage.orders()).isEqualTo(1);
            JsonNode status = stage.awaitIssued(quaygate, "shop.customer.test");
            assertThat(status.at("/onDemand").asBoolean()).isTrue();
            assertThat(quaygate.cli("certs").out()).contains("shop.customer.test", "on demand");
            assertThat(quaygate.admin().get("/metrics").text())
                    .contains("quaygate_on_demand_names 1", "quaygate_on_demand_questions_total 1");
        }
    }

    @Test
    void refusesWithAnAlertAndOrdersNothingUnlessTheAnswerIs200InTime() throws Exception {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var ask =
                        new AskServer()
                                .answering("moved.test", 302)
                                .answering("gone.test", 500)
                                .answering("allowed.test", 200)
                                .silentFor("slow.test");
                var quaygate = stage.start(yaml(stage, ask))) {
            refused(stage, "denied.test", "unrecognized_name");
            refused(stage, "moved.test", "unrecognized_name");
            refused(stage, "gone.test", "unrecognized_name");
            refused(stage, "slow.test", "handshake_failure");

            assertThat(ask.questions()).hasSize(4);
            refused(stage, "denied.test", "unrecognized_name");
            assertThat(ask.questions()).as("a denial is remembered").hasSize(4);
            assertThat(stage.orders()).isZero();
            quaygate.awaitLine(line -> line.text("sni").equals("slow.test"));
        }
    }

    @Test
    void keepsWhatClientsBroughtOverAReloadAndARestart() throws Exception {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var ask = new AskServer().answering("kept.test", 200)) {
            String yaml = yaml(stage, ask);
            String serial;
            try (var first = stage.start(yaml)) {
                patient(stage, "kept.test").close();
                serial = stage.awaitIssued(first, "kept.test").at("/serial").asString();

                first.apply(yaml + "  - {host: other.test, tls: off, respond: {status: 204}}\n");

                assertThat(stage.shown("kept.test").getFirst().getSerialNumber().toString(16))
                        .isEqualTo(serial);
                first.terminate();
                assertThat(first.awaitExit(Duration.ofSeconds(20))).isZero();
                try (var second = first.again(yaml)) {
                    JsonNode again = AcmeStage.status(second, "kept.test");
                    assertThat(again.at("/serial").asString()).isEqualTo(serial);
                    assertThat(again.at("/state").asString()).isEqualTo("ok");
                    assertThat(again.at("/onDemand").asBoolean()).isTrue();
                    assertThat(stage.isTrusted(stage.shown("kept.test"), "kept.test")).isTrue();
                }
            }
            assertThat(ask.questions()).hasSize(1);
            assertThat(stage.orders()).isEqualTo(1);
        }
    }

    @Test
    void aThousandInventedNamesOfOneAddressCostTenQuestionsAndNoOrderWhileAnAllowedNameIssues()
            throws Exception {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS);
                var ask = new AskServer().answering("good.customer.test", 200);
                var quaygate = stage.start(yaml(stage, ask))) {
            var hello = ClientHelloBytes.ofLength(21);
            var flood =
                    Flood.of(
                            1_000,
                            i -> {
                                try (Socket socket = socket("127.0.0.1", stage.https())) {
                                    return hello.alert(socket, "n%06d.customer.test".formatted(i));
                                }
                            });

            try (var client =
                    H1Client.over(
                            socket("127.0.1.1", stage.https()), "good.customer.test", "http/1.1")) {
                assertThat(stage.isTrusted(AcmeStage.chain(client), "good.customer.test")).isTrue();
            }

            assertThat(flood.end()).containsOnlyKeys(UNRECOGNIZED_NAME, HANDSHAKE_FAILURE);
            assertThat(ask.questions()).hasSize(11);
            assertThat(stage.orders()).isEqualTo(1);
            assertThat(quaygate.admin().get("/metrics").text())
                    .contains("quaygate_on_demand_refused_total{reason=\"address\"} 990");
        }
    }

    @Test
    void otherHandshakesAreNotDelayedByTenThousandInventedNamesAndASilentAskServer()
            throws Exception {
        try (var ask = new AskServer().silentForAll();
                var quaygate =
                        Quaygate.start(
                                """
                                certificates:
                                  issuers: [internal]
                                  onDemand: {ask: '%s', timeout: 500ms, perAddress: 2/1h}
                                routes:
                                  - {host: steady.internal, respond: {status: 200}}
                                  - {host: '*', onDemand: true, respond: {status: 200}}
                                """
                                        .formatted(ask.url()))) {
            var hello = ClientHelloBytes.ofLength(21);
            List<Duration> before = handshakes(quaygate, 40);
            var flood =
                    Flood.of(
                            10_000,
                            i -> {
                                String from = "127.%d.%d.1".formatted(1 + i / 250, i % 250);
                                try (Socket socket = socket(from, quaygate.https())) {
                                    return hello.alert(socket, "n%06d.customer.test".formatted(i));
                                }
                            });
            List<Duration> during = handshakes(quaygate, 40);

            assertThat(flood.end().values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(10_000);
            System.out.printf(
                    "handshakes of a configured name: median %s before, %s during the flood; %d questions%n",
                    median(before), median(during), ask.questions().size());
            assertThat(ask.questions())
                    .hasSizeBetween(1, 202)
                    .allMatch(line -> line.startsWith("GET /allowed?domain=n"));
            assertThat(median(during)).isLessThan(Duration.ofMillis(500));
        }
    }

    private static List<Duration> handshakes(Quaygate quaygate, int count) throws IOException {
        var took = new ArrayList<Duration>();
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            H1Client.over(socket("127.0.0.1", quaygate.https()), "steady.internal", "http/1.1")
                    .close();
            took.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        return took;
    }

    private static Duration median(List<Duration> some) {
        return some.stream().sorted().toList().get(some.size() / 2);
    }

    private static Socket socket(String from, int port) throws IOException {
        Socket socket = H1Client.socketFrom(from, port);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String yaml(AcmeStage stage, AskServer ask) {
        // The limit of handshakes is shorter than a question may take: waiting does not count.
        return "timeouts: {handshake: 3s}\n"
                + stage.yaml("onDemand: {ask: '%s', timeout: 5s, wait: 40s}".formatted(ask.url()))
                + "  - {host: '*', onDemand: true, respond: {status: 200, body: any}}\n";
    }

    /** Orders take seconds on a machine that has other things to do. */
    private static H1Client patient(AcmeStage stage, String name) throws IOException {
        return H1Client.over(socket("127.0.0.1", stage.https()), name, "http/1.1");
    }

    private static void refused(AcmeStage stage, String name, String alert) {
        assertThatThrownBy(() -> patient(stage, name)).as(name).hasStackTraceContaining(alert);
    }
}
