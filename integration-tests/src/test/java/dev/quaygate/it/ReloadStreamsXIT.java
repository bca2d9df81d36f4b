package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.GrpcPeer;
import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.WebSocketClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H1 H3: streams and new connections while the configuration changes. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ReloadStreamsXIT {
    private static final long EVENT_NANOS = 20_000_000;

    private RecordingUpstream sockets;
    private RecordingUpstream events;
    private RecordingUpstream old;
    private RecordingUpstream next;
    private String calls = "";

    @BeforeEach
    void start() {
        sockets = RecordingUpstream.answering(Behaviours.webSocketEcho());
        events = RecordingUpstream.answering(events());
        old = RecordingUpstream.answering(named("old"));
        next = RecordingUpstream.answering(named("new"));
    }

    @AfterEach
    void stop() {
        sockets.close();
        events.close();
        old.close();
        next.close();
    }

    /** One event every 20 ms until the client has gone; the pace is the input. */
    private static Behaviour events() {
        return (request, exchange) -> {
            exchange.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 100_000; i++) {
                exchange.chunk("data: " + i + "\n\n");
                LockSupport.parkNanos(EVENT_NANOS);
            }
        };
    }

    /** Says who it is, and keeps what it began at {@code /stream} open until it is cut. */
    private static Behaviour named(String name) {
        return (request, exchange) -> {
            if (!request.target().equals("/stream")) {
                exchange.text(200, name, request);
                return;
            }
            exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 10_000; i++) {
                exchange.chunk(name);
                LockSupport.parkNanos(EVENT_NANOS);
            }
        };
    }

    private String streams(int revision) {
        return """
        routes:
          - {name: sockets, host: sockets.internal, tls: internal, to: %d}
          - {name: sockets-clear, host: sockets.internal, tls: off, to: %1$d}
          - {name: events, host: events.internal, tls: off, to: %d}
          - {name: other, host: r%d.internal, tls: off, respond: {status: 200}}
        """
                        .formatted(sockets.port(), events.port(), revision)
                + calls;
    }

    /** 20 gRPC streams over TLS, if its program is built. */
    private static final class Calls implements AutoCloseable {
        private final @Nullable GrpcPeer server = GrpcPeer.isBuilt() ? GrpcPeer.server() : null;
        private @Nullable GrpcPeer streams;

        String route() {
            return server == null
                    ? ""
                    : "  - {name: calls, host: calls.internal, tls: internal, to: 'h2c://127.0.0.1:%d'}\n"
                            .formatted(server.awaitPort());
        }

        void open(Quaygate quaygate) throws IOException {
            if (server != null) {
                Path roots = quaygate.dir().resolve("root.pem");
                Files.writeString(roots, quaygate.admin().get("/v1/ca/root.pem").text());
                streams = GrpcPeer.streams(quaygate.https(), roots, "calls.internal", 20);
                check(); // the first messages wait for the handshake
            }
        }

        /**
         * Nothing has broken and messages still pass; gives the longest gap since the last call.
         */
        Duration check() {
            GrpcPeer open = streams;
            if (open == null) {
                return Duration.ZERO;
            }
            GrpcPeer.Seen before = open.seen();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> open.seen().messages() >= before.messages() + 20);
            assertThat(open.seen().broken()).isZero();
            return before.longestGap();
        }

        @Override
        public void close() {
            if (streams != null) {
                streams.close();
            }
            if (server != null) {
                server.close();
            }
        }
    }

    @Test
    void keeps100WebSockets20EventStreamsAnd20CallsOver100ReloadsOfAnotherRoute() throws Exception {
        try (var grpc = new Calls()) {
            calls = grpc.route();
            keepsStreams(grpc);
        }
    }

    private void keepsStreams(Calls grpc) throws Exception {
        try (var quaygate = Quaygate.start(streams(0))) {
            grpc.open(quaygate);
            List<WebSocketClient> open = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                var client =
                        i % 2 == 0
                                ? H1Client.clear(quaygate.http())
                                : H1Client.tls(quaygate.https(), "sockets.internal");
                open.add(WebSocketClient.open(client, "sockets.internal", "/"));
                assertThat(open.getLast().opened()).isTrue();
            }
            var running = new Readers();
            for (int i = 0; i < 20; i++) {
                running.read(H1Client.clear(quaygate.http()));
            }
            running.awaitEvents(20 * 50);
            Duration undisturbed = running.longestGap();
            Duration callsUndisturbed = grpc.check();
            String answer = "";
            for (int i = 1; i <= 100; i++) {
                answer = quaygate.apply(streams(i)).text();
                assertThat(open.get(i - 1).echo("after " + i)).isEqualTo("after " + i);
            }
            Duration disturbed = running.longestGap();
            Duration callsDisturbed = grpc.check();

            System.out.printf(
                    "longest gap %s, of gRPC %s, without reloads %s, of gRPC %s%n",
                    disturbed, callsDisturbed, undisturbed, callsUndisturbed);
            assertThat(callsDisturbed)
                    .isLessThan(callsUndisturbed.multipliedBy(2).plus(Duration.ofMillis(100)));
            assertThat(running.failures).isEmpty();
            assertThat(disturbed)
                    .isLessThan(undisturbed.multipliedBy(2).plus(Duration.ofMillis(100)));
            for (WebSocketClient one : open) {
                assertThat(one.echo("still here")).isEqualTo("still here");
                one.close();
            }
            assertThat(answer).containsPattern("\"cut\": ?0");
            running.stop();
        }
    }

    /** Clients of event streams, each of which must see every event. */
    private static final class Readers {
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final Queue<Long> gaps = new ConcurrentLinkedQueue<>();
        private final AtomicInteger seen = new AtomicInteger();
        private final List<H1Client> clients = new ArrayList<>();
        private volatile boolean running = true;

        void read(H1Client client) throws IOException {
            clients.add(client);
            client.get("events.internal", "/");
            assertThat(client.readHead().status()).isEqualTo(200);
            Thread.startVirtualThread(() -> follow(client));
        }

        private void follow(H1Client client) {
            try {
                long before = System.nanoTime();
                for (int i = 0; running; i++) {
                    String event = client.chunk();
                    long now = System.nanoTime();
                    gaps.add(now - before);
                    before = now;
                    if (!event.equals("data: " + i + "\n\n")) {
                        failures.add("event " + i + " came as " + event);
                        return;
                    }
                    seen.incrementAndGet();
                }
            } catch (IOException | RuntimeException e) {
                if (running) {
                    failures.add(e.toString());
                }
            }
        }

        void awaitEvents(int count) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> seen.get() >= count);
        }

        /** Since it was asked the last time. */
        Duration longestGap() {
            long longest = gaps.stream().mapToLong(gap -> gap).max().orElse(0);
            gaps.clear();
            return Duration.ofNanos(longest);
        }

        void stop() {
            running = false;
            clients.forEach(H1Client::close);
        }
    }

    private String changed(String pool) {
        return """
        timeouts: {drain: 2s}
        pools:
          app: %s
        routes:
          - {name: app, host: app.internal, tls: off, to: app}
        """
                .formatted(pool);
    }

    @Test
    void leavesBegunStreamsOnTheOldEndpointUntilTheDrainAndSendsNewOnesToTheNewOne()
            throws IOException {
        String before = changed("{to: ['127.0.0.1:%d']}".formatted(old.port()));
        String after = changed("{to: ['127.0.0.1:%d']}".formatted(next.port()));
        try (var quaygate = Quaygate.start(before);
                var stream = H1Client.clear(quaygate.http());
                var kept = H1Client.clear(quaygate.http())) {
            assertThat(kept.get("app.internal", "/").read().text()).isEqualTo("old");
            stream.get("app.internal", "/stream");
            assertThat(stream.readHead().status()).isEqualTo(200);
            assertThat(stream.chunk()).isEqualTo("old");

            long changed = System.nanoTime();
            H1Response answer = quaygate.apply(after);

            assertThat(answer.text()).containsPattern("\"draining\": ?1");
            assertThat(kept.get("app.internal", "/").read().text()).isEqualTo("new");
            assertThat(H1Client.fetch(quaygate.http(), "app.internal", "/").text())
                    .isEqualTo("new");
            int more = readUntilCut(stream);
            assertThat(more).isGreaterThan(20);
            assertThat(Duration.ofNanos(System.nanoTime() - changed))
                    .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(6));
            assertThat(quaygate.awaitLine(line -> line.path().equals("/stream")).cause())
                    .isEqualTo("reload_cut");
        }
    }

    /** Chunks until the connection ends without the last one. */
    private static int readUntilCut(H1Client stream) {
        int chunks = 0;
        try {
            while (stream.chunk().equals("old")) {
                chunks++;
            }
            throw new AssertionError("the stream ended as if it were complete");
        } catch (IOException _) {
            return chunks;
        }
    }

    @Test
    void refusesAndResetsNoNewConnectionWhileItReloads() throws Exception {
        int seconds = Length.of(8, 60);
        try (var quaygate = Quaygate.start(site(0))) {
            var failures = new ConcurrentLinkedQueue<String>();
            var visits = new AtomicInteger();
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean tls = i % 2 == 0;
                clients.add(
                        Thread.startVirtualThread(() -> {
                            while (System.nanoTime() < end) {
                                visit(quaygate, tls, failures);
                                visits.incrementAndGet();
                            }
                        }));
            }
            for (int i = 1; System.nanoTime() < end; i++) {
                quaygate.apply(site(i));
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos()); // once a second
            }
            for (Thread client : clients) {
                client.join();
            }

            System.out.printf("%d connections in %d s%n", visits.get(), seconds);
            assertThat(failures).isEmpty();
            assertThat(visits.get()).isGreaterThan(20 * seconds);
        }
    }

    private String site(int revision) {
        return """
        routes:
          - {name: site, host: site.internal, tls: internal, to: %1$d}
          - {name: site-clear, host: site.internal, tls: off, to: %1$d}
          - {name: other, host: r%2$d.internal, tls: off, to: %1$d}
        """
                .formatted(old.port(), revision);
    }

    private static void visit(Quaygate quaygate, boolean tls, Queue<String> failures) {
        try (var client =
                tls
                        ? H1Client.tls(quaygate.https(), "site.internal")
                        : H1Client.clear(quaygate.http())) {
            int status = client.get("site.internal", "/").read().status();
            if (status != 200) {
                failures.add("status " + status);
            }
        } catch (IOException | UncheckedIOException e) {
            failures.add((tls ? "tls " : "clear ") + e + " " + e.getCause());
        }
    }
}
