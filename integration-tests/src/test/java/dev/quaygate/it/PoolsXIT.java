package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.WebSocketClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * U1 U2 U3 U8 U9 U10 U16 U17 U18: balancing, health, retries, reuse, unix sockets, names that do
 * not resolve.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PoolsXIT {
    private static final String HOST = "pool.internal";

    private final List<RecordingUpstream> upstreams = new ArrayList<>();

    @AfterEach
    void closeUpstreams() {
        upstreams.forEach(RecordingUpstream::close);
    }

    private RecordingUpstream upstream(Behaviour behaviour) {
        var upstream = RecordingUpstream.answering(behaviour);
        upstreams.add(upstream);
        return upstream;
    }

    private static Quaygate serving(String pool) {
        return Quaygate.start(pool(pool));
    }

    private static String pool(String pool) {
        return """
        listen: {http: ['127.0.0.1:@HTTP@'], https: off, redirect: off}
        pools:
          shop: %s
        routes:
          - {name: shop, host: pool.internal, tls: off, to: shop}
        """
                .formatted(pool);
    }

    @Test
    void sharesRequestsByWeight() throws IOException {
        var one = upstream(Behaviours.named("one"));
        var two = upstream(Behaviours.named("two"));
        var three = upstream(Behaviours.named("three"));
        try (var quaygate =
                serving(
                        "{balance: roundRobin, to: [{address: '127.0.0.1:%d', weight: 1}, {address: '127.0.0.1:%d', weight: 2}, {address: '127.0.0.1:%d', weight: 3}]}"
                                .formatted(one.port(), two.port(), three.port()))) {
            repeat(quaygate, 60);

            assertThat(one.requestCount()).isBetween(8, 12);
            assertThat(two.requestCount()).isBetween(17, 23);
            assertThat(three.requestCount()).isBetween(27, 33);
        }
    }

    @Test
    void givesASlowEndpointLessByLeastRequests() throws Exception {
        assertSlowGetsLess("leastRequests");
    }

    @Test
    void givesASlowEndpointLessByPowerOfTwo() throws Exception {
        assertSlowGetsLess("powerOfTwo");
    }

    private void assertSlowGetsLess(String balance) throws Exception {
        var fast = upstream(delayed(Duration.ofMillis(10)));
        var slow = upstream(delayed(Duration.ofMillis(100)));
        try (var quaygate =
                serving(
                        "{balance: %s, to: ['127.0.0.1:%d', '127.0.0.1:%d']}"
                                .formatted(balance, fast.port(), slow.port()))) {
            assertThat(concurrently(quaygate, 8, 40)).containsOnly(200);

            int all = fast.requestCount() + slow.requestCount();
            assertThat(all).isEqualTo(320);
            assertThat(slow.requestCount()).isPositive().isLessThan(all / 3);
        }
    }

    /** Answers after a while: the delay is the behaviour under test, not a wait for something. */
    private static Behaviour delayed(Duration delay) {
        return (request, exchange) -> {
            if (!exchange.awaitClosed(delay)) {
                exchange.numbered(request);
            }
        };
    }

    @Test
    void takesAnUnhealthyEndpointOutAndBackIn() throws IOException {
        var ill = new AtomicBoolean();
        var good = upstream(Behaviours.named("good"));
        var flaky =
                upstream((request, exchange) ->
                        exchange.text(
                                ill.get() && request.target().equals("/healthz") ? 500 : 200,
                                "flaky\n",
                                request));
        try (var quaygate =
                serving(
                        "{balance: roundRobin, health: {path: /healthz, every: 200ms, timeout: 200ms, fall: 2, rise: 2}, to: ['127.0.0.1:%d', '127.0.0.1:%d']}"
                                .formatted(good.port(), flaky.port()))) {
            awaitAnswers(quaygate, true);

            ill.set(true);
            awaitAnswers(quaygate, false);

            ill.set(false);
            awaitAnswers(quaygate, true);
        }
    }

    private static void awaitAnswers(Quaygate quaygate, boolean fromFlaky) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .ignoreExceptions()
                .until(() -> {
                    List<String> texts = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        texts.add(get(quaygate).text());
                    }
                    return texts.stream().anyMatch(text -> text.startsWith("flaky")) == fromFlaky;
                });
    }

    @Test
    void ejectsAnEndpointThatRefusesConnections() throws IOException {
        var good = upstream(Behaviours.named("good"));
        try (var quaygate =
                serving(
                        "{balance: roundRobin, passive: {errors: 5, window: 10s, eject: 30s, maxEjected: 50%%}, to: ['127.0.0.1:%d', '127.0.0.1:%d']}"
                                .formatted(good.port(), FreePorts.one()))) {
            repeat(quaygate, 40);

            assertThat(good.requestCount()).isEqualTo(40);
            Awaitility.await().until(() -> quaygate.accessLog().size() == 40);
            assertThat(quaygate.accessLog()).allMatch(line -> line.number("status") == 200);
            assertThat(quaygate.accessLog().subList(25, 40))
                    .allMatch(line -> line.number("attempts") == 1);
        }
    }

    @Test
    void retriesAResetGetElsewhereButNeverAPostThatWasSent() throws IOException {
        var good = upstream(Behaviours.named("good"));
        var bad = upstream((request, exchange) -> exchange.reset());
        try (var quaygate =
                serving(
                        "{balance: roundRobin, passive: off, to: ['127.0.0.1:%d', '127.0.0.1:%d']}"
                                .formatted(good.port(), bad.port()))) {
            repeat(quaygate, 10);
            assertThat(bad.requestCount()).as("attempts that were reset").isPositive();

            int before = bad.requestCount() + good.requestCount();
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                try (var client = H1Client.clear(quaygate.http())) {
                    client.send(
                            "POST / HTTP/1.1\r\nHost: pool.internal\r\nContent-Length: 5\r\n\r\nhello");
                    H1Response answer = client.read();
                    statuses.add(answer.status());
                    assertThat(answer.cause()).isIn("", "upstream_reset");
                }
            }
            assertThat(statuses).contains(502).containsOnly(200, 502);
            assertThat(bad.requestCount() + good.requestCount() - before).isEqualTo(4);
        }
    }

    @Test
    void spendsAtMostItsRetryBudgetWhenAllFail() throws IOException {
        var one = upstream((request, exchange) -> exchange.reset());
        var two = upstream((request, exchange) -> exchange.reset());
        try (var quaygate =
                serving(
                        "{passive: off, to: ['127.0.0.1:%d', '127.0.0.1:%d']}"
                                .formatted(one.port(), two.port()))) {
            int load = 400;
            for (int i = 0; i < load; i++) {
                assertThat(get(quaygate).status()).isEqualTo(502);
            }

            // Ten retries on each event loop are always allowed, so that a quiet pool retries at
            // all.
            int always = 10 * Runtime.getRuntime().availableProcessors();
            assertThat(one.requestCount() + two.requestCount())
                    .isLessThanOrEqualTo(load + load / 5 + always);
        }
    }

    @Test
    void serves1000RequestsOf8ClientsOverAsManyConnectionsAsWereBusyAtOnce() throws Exception {
        var upstream = upstream(Behaviours.named("one"));
        try (var quaygate = serving("{to: ['127.0.0.1:%d']}".formatted(upstream.port()))) {
            assertThat(concurrently(quaygate, 8, 125)).hasSize(1000).containsOnly(200);

            assertThat(upstream.connections()).hasSizeLessThanOrEqualTo(8);
        }
    }

    @Test
    void sendsNoHerdToAnEndpointThatJustJoined() throws Exception {
        var old = upstream(delayed(Duration.ofMillis(20)));
        var other = upstream(delayed(Duration.ofMillis(20)));
        var joined = upstream(delayed(Duration.ofMillis(20)));
        String two = "{to: ['127.0.0.1:%d', '127.0.0.1:%d']}".formatted(old.port(), other.port());
        String three = two.replace("]", ", '127.0.0.1:%d']".formatted(joined.port()));
        try (var quaygate = serving(two);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Integer>> load = executor.submit(() -> concurrently(quaygate, 16, 100));
            Awaitility.await().until(() -> old.requestCount() + other.requestCount() > 200);

            int before = old.requestCount() + other.requestCount();
            quaygate.apply(pool(three));
            Awaitility.await().until(() -> joined.requestCount() >= 20);
            int since = old.requestCount() + other.requestCount() - before + joined.requestCount();

            // A third is fair; a herd would take nearly all of the first requests.
            assertThat(joined.requestCount()).isLessThanOrEqualTo(since * 2 / 3);
            assertThat(load.get()).hasSize(1600).containsOnly(200);
            assertThat(joined.requestCount()).isBetween(100, 800);
        }
    }

    @Test
    void checksByConnectingAlone() throws IOException {
        var good = upstream(Behaviours.named("good"));
        int port = FreePorts.one();
        var first = RecordingUpstream.onPort(port, Behaviours.named("flaky"));
        upstreams.add(first);
        try (var quaygate =
                serving(
                        "{balance: roundRobin, passive: off, health: {kind: tcp, every: 200ms, timeout: 200ms, fall: 2, rise: 2}, to: ['127.0.0.1:%d', '127.0.0.1:%d']}"
                                .formatted(good.port(), port))) {
            awaitAnswers(quaygate, true);

            first.close();
            awaitAnswers(quaygate, false);

            upstreams.add(RecordingUpstream.onPort(port, Behaviours.named("flaky")));
            awaitAnswers(quaygate, true);
        }
    }

    @Test
    void hidesThatAnEndpointClosesIdleConnections() throws IOException {
        var upstream =
                upstream((request, exchange) -> {
                    exchange.numbered(request);
                    exchange.close();
                });
        try (var quaygate = serving("{to: ['127.0.0.1:%d']}".formatted(upstream.port()));
                var client = H1Client.clear(quaygate.http())) {
            for (int i = 0; i < 200; i++) {
                assertThat(client.get(HOST, "/").read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void servesOverAUnixSocketOnceItAppears() throws IOException {
        Path socket = Quaygate.temporaryFolder().resolve("w1.sock");
        try (var quaygate = serving("{passive: off, to: ['unix:%s']}".formatted(socket))) {
            H1Response missing = get(quaygate);
            assertThat(missing.status()).isEqualTo(502);
            assertThat(missing.cause()).isEqualTo("upstream_unreachable");

            upstreams.add(RecordingUpstream.onSocket(socket, Behaviours.webSocketEcho()));

            assertThat(get(quaygate).status()).isEqualTo(200);
            try (var webSocket =
                    WebSocketClient.open(H1Client.clear(quaygate.http()), HOST, "/ws")) {
                assertThat(webSocket.opened()).isTrue();
                assertThat(webSocket.echo("over a socket file")).isEqualTo("over a socket file");
            }
        }
    }

    @Test
    void startsWithANameThatDoesNotResolve() throws IOException {
        var upstream = upstream(Behaviours.named("one"));
        try (var quaygate =
                Quaygate.start(
                        """
                        listen: {http: ['127.0.0.1:@HTTP@'], https: off, redirect: off}
                        routes:
                          - {name: dead, host: dead.internal, tls: off, to: 'nobody.invalid:3000'}
                          - {name: good, host: pool.internal, tls: off, to: %d}
                        """
                                .formatted(upstream.port()))) {
            assertThat(get(quaygate).status()).isEqualTo(200);

            H1Response dead = H1Client.fetch(quaygate.http(), "dead.internal", "/");
            assertThat(dead.status()).isEqualTo(502);
            assertThat(dead.cause()).isEqualTo("upstream_dns");
        }
    }

    private static void repeat(Quaygate quaygate, int times) throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            for (int i = 0; i < times; i++) {
                assertThat(client.get(HOST, "/").read().status()).isEqualTo(200);
            }
        }
    }

    private static H1Response get(Quaygate quaygate) throws IOException {
        return H1Client.fetch(quaygate.http(), HOST, "/");
    }

    /** Statuses of {@code each} requests on each of {@code clients} connections at once. */
    private static List<Integer> concurrently(Quaygate quaygate, int clients, int each)
            throws InterruptedException, ExecutionException {
        List<Integer> statuses = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(executor.submit(() -> statuses(quaygate, each)));
            }
            for (Future<List<Integer>> one : running) {
                statuses.addAll(one.get());
            }
        }
        return statuses;
    }

    private static List<Integer> statuses(Quaygate quaygate, int count) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        try (var client = H1Client.clear(quaygate.http())) {
            for (int i = 0; i < count; i++) {
                statuses.add(client.get(HOST, "/").read().status());
            }
        }
        return statuses;
    }
}
