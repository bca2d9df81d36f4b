package dev.quaygate.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.proxy.listener.BindFailure;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.observe.FailedExchange;
import dev.quaygate.proxy.settings.AccessLogSettings;
import dev.quaygate.proxy.settings.CidrSet;
import dev.quaygate.proxy.settings.HeaderEdits;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.settings.ListenAddress;
import dev.quaygate.proxy.settings.ListenerSettings;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.ProcessSettings;
import dev.quaygate.proxy.settings.ProxySettings;
import dev.quaygate.proxy.settings.QueueSettings;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.settings.RouteAction;
import dev.quaygate.proxy.settings.Timeouts;
import dev.quaygate.proxy.settings.TlsSettings;
import dev.quaygate.proxy.upstream.Pool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers that come, die and leave behind one port, as a client sees it (W2, W5, W6, W22, W27). */
class LivePoolServerTest {
    private static final QueueSettings QUEUE = new QueueSettings(50, Duration.ofSeconds(10));

    private final ProxyServer server =
            new ProxyServer(
                    new ProcessSettings(2, ProcessSettings.Transport.NIO),
                    InstantSource.system(),
                    new Random(20_261_124));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<TestWorker> workers = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        client.shutdownNow();
        server.close();
        for (TestWorker worker : workers) {
            worker.close();
        }
    }

    @Test
    void answersAppDownWithTheReasonWhileThereIsNoWorker() throws Exception {
        Pool pool = start(null);
        pool.unavailable("starting");

        HttpResponse<String> answer = get("/").get();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("quaygate-cause")).hasValue("app_down");
        assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
        assertThat(answer.body()).contains("\"detail\":\"starting\"");
    }

    @Test
    void letsFiftyRequestsWaitForTheFirstWorkerAndTurnsTheNextAway() throws Exception {
        Pool pool = start(QUEUE);
        var waiting =
                IntStream.range(0, 50).mapToObj(i -> i % 2 == 0 ? get("/") : post("/")).toList();
        await(() -> pool.waiting() == 50);
        assertThat(server.metricsText(List.of()))
                .contains("quaygate_pool_queue_length{pool=\"shop\"} 50");

        HttpResponse<String> oneMore = get("/").get();
        pool.members(List.of(worker().endpoint()), soon());

        assertThat(oneMore.statusCode()).isEqualTo(503);
        assertThat(oneMore.headers().firstValue("quaygate-cause")).hasValue("queue_full");
        assertThat(oneMore.headers().firstValue("retry-after")).hasValue("1");
        for (var each : waiting) {
            assertThat(each.get().statusCode()).isEqualTo(200);
        }
        assertThat(pool.waiting()).isZero();
    }

    @Test
    void letsNobodyWaitForWhatWillNotCome() throws Exception {
        Pool pool = start(new QueueSettings(50, Duration.ofSeconds(30)));
        pool.closed("stopped by a person");

        HttpResponse<String> answer = get("/").get();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("quaygate-cause")).hasValue("app_down");
        assertThat(failure(answer).outcome().detail()).isEqualTo("stopped by a person");
    }

    @Test
    void answersQueueTimeoutAndCountsTheWaitAsNothingElse() throws Exception {
        Pool pool = start(new QueueSettings(50, Duration.ofMillis(300)));
        pool.unavailable("crash loop");

        HttpResponse<String> answer = get("/").get();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("quaygate-cause")).hasValue("queue_timeout");
        FailedExchange failed = failure(answer);
        assertThat(failed.outcome().cause()).isEqualTo(Cause.QUEUE_TIMEOUT);
        assertThat(failed.outcome().detail()).isEqualTo("queue.wait: crash loop");
        assertThat(failed.times().queue()).isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
        assertThat(failed.times().queue().plusMillis(60))
                .isGreaterThanOrEqualTo(failed.times().total());
        assertThat(pool.waiting()).isZero();
    }

    @Test
    void forgetsAClientThatLeavesTheQueue() throws Exception {
        Pool pool = start(QUEUE);
        CompletableFuture<HttpResponse<String>> impatient = get("/");
        await(() -> pool.waiting() == 1);

        impatient.cancel(true);

        await(() -> pool.waiting() == 0);
    }

    @Test
    void movesWhatADyingWorkerHadInFlightToTheOthers() throws Exception {
        Pool pool = start(QUEUE);
        TestWorker dying = worker();
        TestWorker other = worker();
        pool.members(List.of(dying.endpoint()), soon());
        var reads = IntStream.range(0, 24).mapToObj(_ -> get("/slow")).toList();
        dying.awaitSlow(24);
        var write = post("/slow");
        dying.awaitSlow(1);
        pool.members(List.of(dying.endpoint(), other.endpoint()), soon());

        dying.kill();
        other.awaitSlow(24);
        other.letGo();

        for (var each : reads) {
            assertThat(each.get().statusCode()).isEqualTo(200);
        }
        HttpResponse<String> failed = write.get();
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.headers().firstValue("quaygate-cause")).hasValue("upstream_reset");
    }

    @Test
    void letsThemWaitForTheReplacementIfTheOnlyWorkerDies() throws Exception {
        Pool pool = start(QUEUE);
        TestWorker dying = worker();
        pool.members(List.of(dying.endpoint()), soon());
        var reads = IntStream.range(0, 24).mapToObj(_ -> get("/slow")).toList();
        dying.awaitSlow(24);

        dying.kill();
        await(() -> pool.waiting() == 24);
        pool.members(List.of(), soon());
        var late = IntStream.range(0, 10).mapToObj(_ -> post("/")).toList();
        await(() -> pool.waiting() == 34);
        TestWorker next = worker();
        next.letGo();
        pool.members(List.of(next.endpoint()), soon());

        for (var each : reads) {
            assertThat(each.get().statusCode()).isEqualTo(200);
        }
        for (var each : late) {
            assertThat(each.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void letsRequestsOfAWorkerThatLeftEndAndSendsItNoMore() throws Exception {
        Pool pool = start(QUEUE);
        TestWorker old = worker();
        TestWorker fresh = worker();
        pool.members(List.of(old.endpoint()), soon());
        var slow = get("/slow");
        old.awaitSlow(1);

        pool.members(List.of(fresh.endpoint()), soon());
        for (int i = 0; i < 20; i++) {
            assertThat(get("/").get().statusCode()).isEqualTo(200);
        }

        assertThat(old.requests()).isEqualTo(1);
        assertThat(pool.inFlight(old.address())).isEqualTo(1);
        assertThat(pool.completed(fresh.address())).isEqualTo(20);
        old.letGo();
        assertThat(slow.get().statusCode()).isEqualTo(200);
        await(() -> pool.inFlight(old.address()) == 0);
    }

    @Test
    void cutsWhatIsStillInFlightAtTheDeadline() throws Exception {
        Pool pool = start(QUEUE);
        TestWorker old = worker();
        pool.members(List.of(old.endpoint()), soon());
        var slow = post("/slow"); // this client repeats what it may
        old.awaitSlow(1);

        pool.members(List.of(), Instant.now().plusMillis(200));

        assertThatThrownBy(slow::get).hasRootCauseInstanceOf(java.io.IOException.class);
        await(() -> pool.inFlight(old.address()) == 0);
    }

    @Test
    void keepsWorkersOverReloads() throws Exception {
        Pool pool = start(QUEUE);
        TestWorker worker = worker();
        pool.members(List.of(worker.endpoint()), soon());

        server.apply(settings(QUEUE), 2);
        assertThat(server.pool("shop")).hasValue(pool);
        assertThat(get("/").get().statusCode()).isEqualTo(200);
        server.apply(settings(null), 3);

        assertThat(server.pool("shop")).isPresent().get().isNotSameAs(pool);
        assertThat(get("/").get().statusCode()).isEqualTo(200);
        assertThat(server.pool("other")).isEmpty();
    }

    private Pool start(@Nullable QueueSettings queue) throws BindFailure {
        server.start(settings(queue), 1);
        return server.pool("shop").orElseThrow();
    }

    private static ProxySettings settings(@Nullable QueueSettings queue) {
        return new ProxySettings(
                List.of(
                        new ListenerSettings(
                                ":0",
                                new ListenAddress.Tcp("127.0.0.1", 0),
                                ListenerSettings.Kind.HTTP)),
                0,
                CidrSet.NONE,
                Limits.DEFAULT,
                Timeouts.DEFAULT,
                TlsSettings.DEFAULT,
                List.of(
                        new Route(
                                "all",
                                "test",
                                List.of(new HostPattern.Any()),
                                PathPattern.ALL,
                                0,
                                new RouteAction.ForwardTo("shop"),
                                Route.Scheme.HTTP,
                                null,
                                null,
                                HeaderEdits.NONE,
                                HeaderEdits.NONE,
                                Limits.OFF,
                                Timeouts.DEFAULT,
                                null,
                                true)),
                Map.of("shop", PoolSettings.live("shop", queue)),
                AccessLogSettings.OFF,
                dev.quaygate.proxy.settings.MetricsSettings.DEFAULT);
    }

    private TestWorker worker() throws java.io.IOException {
        var worker = new TestWorker();
        workers.add(worker);
        return worker;
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        return client.sendAsync(request(path).GET().build(), BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> post(String path) {
        return client.sendAsync(
                request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        int port = server.view().listeners().getFirst().address().getPort();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private FailedExchange failure(HttpResponse<String> answer) {
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        return server.failures(id).getFirst();
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(30);
    }

    /** Counters of other threads have no event to wait for: looks until they say so. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.yield();
        }
    }
}
