package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.Samples;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * P12, RES-2: what 10,000 resets on one connection cost the others (CVE-2023-44487): the processor
 * time of the program for the same requests of another client, with and without them.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class H2AbuseCostXIT {
    private static final String SITE = "site.internal";
    private static final int RESETS = 10_000;
    private static final int BATCH = 100;
    private static final int REQUESTS = Length.of(4_000, 20_000);
    private static final int ROUNDS = Length.of(3, 6);

    /** Hundredths of what it takes without an attack; the promise is 120. */
    private static final int AT_MOST = Length.of(180, 120);

    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(Behaviours.named("app"));
        quaygate = Quaygate.start(Samples.strictEdge(upstream.port()));
    }

    @AfterAll
    static void stop() {
        upstream.close();
        quaygate.close();
    }

    @Test
    void resetsOfOneClientCostTheOthersLittle() throws Exception {
        serve(REQUESTS); // so that code is compiled before it is measured
        attack();
        Duration quiet = Duration.ofDays(1);
        Duration attacked = Duration.ofDays(1);
        // The least of some rounds: what else the machine and the JVM do only ever adds.
        for (int round = 0; round < ROUNDS; round++) {
            quiet = least(quiet, cost(false));
            attacked = least(attacked, cost(true));
        }

        System.out.printf(
                "%d requests: %d ms, with %d resets of another client %d ms%n",
                REQUESTS, quiet.toMillis(), RESETS, attacked.toMillis());
        assertThat(attacked.toMillis() * 100)
                .as("of %d ms without an attack", quiet.toMillis())
                .isLessThanOrEqualTo(quiet.toMillis() * AT_MOST);
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Processor time that our requests take, while somebody misbehaves or not. */
    private static Duration cost(boolean withAttack)
            throws IOException, InterruptedException, ExecutionException {
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            Duration before = quaygate.processorTime();
            CompletableFuture<Void> attack =
                    withAttack
                            ? CompletableFuture.runAsync(H2AbuseCostXIT::attack, tasks)
                            : CompletableFuture.completedFuture(null);
            serve(REQUESTS);
            attack.get();
            return quaygate.processorTime().minus(before);
        }
    }

    private static void serve(int requests) throws IOException {
        try (var client = H1Client.tls(quaygate.https(), SITE)) {
            for (int i = 0; i < requests; i++) {
                assertThat(client.get(SITE, "/other").read().status()).isEqualTo(200);
            }
        }
    }

    /** Opens and resets streams without a look at what is said about it, until it cannot. */
    private static void attack() {
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            int sent = 0;
            while (sent < RESETS && sendBatch(client)) {
                sent += BATCH;
            }
            assertThat(client.awaitGoAway(Duration.ofSeconds(10)))
                    .as("GOAWAY after %d resets", sent)
                    .isEqualTo(11); // ENHANCE_YOUR_CALM
            try (var next = H2Client.connect(quaygate.https(), SITE)) {
                assertThat(next.exchange(SITE, "/next").status()).isEqualTo(200);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean sendBatch(H2Client client) {
        var frames = new H2Frame[2 * BATCH];
        for (int i = 0; i < BATCH; i++) {
            int stream = client.stream();
            frames[2 * i] = H2Frame.headers(stream, H2Client.request("GET", SITE, "/abuse"), true);
            frames[2 * i + 1] = H2Frame.reset(stream, 8);
        }
        try {
            client.send(frames);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
