package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Exposition;
import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** O3 O4: metrics that a strict reader takes, that never fall, and whose number is bounded. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MetricsXIT {
    private static final int STRANGE_REQUESTS = Length.of(2_000, 1_000_000);

    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(Behaviours.named("app"));
        quaygate = Quaygate.start(yaml(""));
    }

    @AfterAll
    static void stop() {
        quaygate.close();
        upstream.close();
    }

    private static String yaml(String more) {
        return """
        pools:
          app: {to: ['127.0.0.1:%1$d', '127.0.0.1:1'], health: {path: /up}}
        routes:
          - {name: app, host: app.internal, tls: internal, to: app}
          - {name: app-clear, host: app.internal, tls: off, to: app}
          - {name: fixed, host: fixed.internal, tls: off, respond: {status: 418, body: short}}
        """
                        .formatted(upstream.port())
                + more;
    }

    @Test
    void areReadByAStrictReader() throws IOException {
        traffic();
        H1Response answer = quaygate.admin().get("/metrics");

        assertThat(answer.header("Content-Type"))
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        Exposition metrics = Exposition.read(answer.text());
        assertThat(metrics.types().keySet()).allMatch(name -> name.startsWith("quaygate_"));
        assertThat(metrics.types().entrySet())
                .filteredOn(type -> type.getValue().equals("counter"))
                .isNotEmpty()
                .allMatch(type -> type.getKey().endsWith("_total"));
        assertThat(metrics.types()).containsValues("gauge", "histogram");
        assertThat(metrics.samples().keySet())
                .anyMatch(series -> series.contains("route=\"fixed\""))
                .anyMatch(series -> series.contains("pool=\"app\""))
                .anyMatch(series -> series.contains("app.internal"));
    }

    @Test
    void keepCountingOverReloads() throws IOException {
        traffic();
        Exposition before = metrics();

        quaygate.apply(
                yaml("  - {name: new, host: new.internal, tls: off, respond: {status: 200}}\n"));
        quaygate.reload();
        Exposition between = metrics();
        traffic();

        for (Map.Entry<String, Double> one : before.monotonic().entrySet()) {
            assertThat(between.samples().getOrDefault(one.getKey(), -1.0))
                    .as(one.getKey())
                    .isGreaterThanOrEqualTo(one.getValue());
        }
        double counted = served(before);
        assertThat(counted).isGreaterThanOrEqualTo(20);
        Awaitility.await().until(() -> served(metrics()) >= counted + 20);
        assertThat(value(metrics(), "quaygate_config_revision"))
                .isGreaterThan(value(before, "quaygate_config_revision"));
    }

    @Test
    void addRoutesAndEndpointsUpWhenAsked() throws IOException {
        String fixed = "  - {name: gone, host: gone.internal, tls: off, respond: {status: 418}}\n";
        String sums = "metrics: {perRoute: false, perEndpoint: false}\n";
        try (var summing = Quaygate.start(yaml(fixed + sums))) {
            for (String host : List.of("fixed.internal", "gone.internal", "no.example")) {
                H1Client.fetch(summing.http(), host, "/");
            }
            String series = "quaygate_requests_total{code=\"4xx\",protocol=\"h1\"}";
            Awaitility.await().until(() -> value(metrics(summing), series) == 3);

            summing.apply(yaml(sums));

            Exposition after = metrics(summing);
            assertThat(value(after, series)).isEqualTo(3);
            assertThat(after.samples().keySet())
                    .noneMatch(one -> one.contains("route=") || one.contains("endpoint="))
                    .contains("quaygate_pool_endpoint_up{pool=\"app\"}");
        }
    }

    private static double served(Exposition metrics) {
        return metrics.samples().entrySet().stream()
                .filter(one -> one.getKey().startsWith("quaygate_requests_total{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static double value(Exposition metrics, String series) {
        return metrics.samples().getOrDefault(series, Double.NaN);
    }

    @Test
    void haveAsManySeriesAfterThousandsOfStrangeHostsAndPaths() throws IOException {
        long seed = System.nanoTime();
        System.out.println("metrics: seed " + seed);
        var random = new Random(seed);
        traffic();
        strange(random, 50);
        var before = metrics().samples().keySet();

        strange(random, STRANGE_REQUESTS);

        assertThat(metrics().samples().keySet()).containsExactlyInAnyOrderElementsOf(before);
    }

    /** Names that nobody configured, and any path of one that somebody did. */
    private static void strange(Random random, int count) throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            for (int i = 0; i < count; i++) {
                String word = Long.toString(random.nextLong() & Long.MAX_VALUE, 36);
                String host = i % 2 == 0 ? word + ".example" : "fixed.internal";
                int status = client.get(host, "/" + word + "?" + word).read().status();
                assertThat(status).isEqualTo(i % 2 == 0 ? 404 : 418);
            }
        }
    }

    /** Twenty requests, of each kind and on each listener. */
    private static void traffic() throws IOException {
        try (var clear = H1Client.clear(quaygate.http());
                var tls = H1Client.tls(quaygate.https(), "app.internal")) {
            for (int i = 0; i < 5; i++) {
                assertThat(clear.get("app.internal", "/").read().status()).isEqualTo(200);
                assertThat(tls.get("app.internal", "/").read().status()).isEqualTo(200);
                assertThat(clear.get("fixed.internal", "/").read().status()).isEqualTo(418);
                assertThat(clear.get("no.example", "/").read().status()).isEqualTo(404);
            }
        }
    }

    private static Exposition metrics() throws IOException {
        return metrics(quaygate);
    }

    private static Exposition metrics(Quaygate of) throws IOException {
        return Exposition.read(of.admin().get("/metrics").text());
    }
}
