package dev.quaygate.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AccessLine;
import dev.quaygate.it.harness.Behaviour;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.SilentListener;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Response;
import dev.quaygate.it.wire.WebSocketClient;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * U21: each key of {@code timeouts} ends what it is for, with its own cause, and nothing else. One
 * key is short and all others are long while a connection waits in each of the ways that a key is
 * for.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TimeoutKeysXIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    private static RecordingUpstream upstream;
    private static RecordingUpstream sockets;
    private static SilentListener blackHole;
    private static Quaygate quaygate;

    /** A key of {@code timeouts}, and what a connection waits for until it fires. */
    enum Key {
        HANDSHAKE("tls_failed"),
        HEADER("head_timeout"),
        KEEP_ALIVE(""),
        BODY("body_timeout"),
        WRITE("client_stall"),
        REQUEST("request_deadline"),
        CONNECT("upstream_connect_timeout"),
        RESPONSE("upstream_timeout"),
        STALL("upstream_stall"),
        STREAM("upstream_stall"),
        TUNNEL("upstream_stall");

        private final String cause;

        Key(String cause) {
            this.cause = cause;
        }

        String yaml() {
            return this == KEEP_ALIVE ? "keepAlive" : name().toLowerCase(Locale.ROOT);
        }

        /** The age of an exchange ends whatever it waits for. */
        Set<Key> unharmed() {
            Set<Key> others = EnumSet.complementOf(EnumSet.of(this, REQUEST));
            if (this == REQUEST) {
                others.retainAll(EnumSet.of(HANDSHAKE, HEADER, KEEP_ALIVE));
            }
            return others;
        }
    }

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(behaviour());
        sockets = RecordingUpstream.answering(Behaviours.webSocketEcho());
        blackHole = SilentListener.full();
        quaygate = Quaygate.start(yaml("header: 30s"));
    }

    private static String yaml(String timeouts) {
        return """
        timeouts: {%s}
        routes:
          - {name: app, host: app.internal, tls: off, to: %d}
          - {name: app-tls, host: app.internal, tls: internal, to: %2$d}
          - {name: ws, host: ws.internal, tls: off, to: %d}
          - {name: hole, host: hole.internal, tls: off, to: %d}
        """
                .formatted(timeouts, upstream.port(), sockets.port(), blackHole.port());
    }

    private static String only(Key key) {
        var text = new StringBuilder();
        for (Key one : Key.values()) {
            String rest = one == Key.REQUEST ? "off" : "40s";
            text.append(one.yaml()).append(": ").append(one == key ? "1s" : rest).append(", ");
        }
        return text.append("bodyRate: off").toString();
    }

    private static Behaviour behaviour() {
        String large = "x".repeat(30_000_000);
        return (request, exchange) -> {
            String target = request.target();
            if (target.startsWith("/write")) {
                exchange.text(200, large, request);
            } else if (target.startsWith("/stall")) {
                exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                exchange.awaitClosed(LONG);
            } else if (target.startsWith("/stream")) {
                exchange.write(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                exchange.chunk("data: one\n\n");
                exchange.awaitClosed(LONG);
            } else if (target.startsWith("/quick")) {
                exchange.numbered(request);
            } else {
                exchange.awaitClosed(LONG);
            }
        };
    }

    @AfterAll
    static void stop() {
        quaygate.close();
        upstream.close();
        sockets.close();
        blackHole.close();
    }

    @ParameterizedTest
    @EnumSource(Key.class)
    void endsWhatItIsForAndNothingElse(Key key) throws IOException {
        quaygate.apply(yaml(only(key)));
        int before = quaygate.accessLog().size();
        Map<Key, H1Client> waiting = new EnumMap<>(Key.class);
        try {
            for (Key other : key.unharmed()) {
                waiting.put(other, waiting(other, "-for-" + key.yaml()));
            }
            long start = System.nanoTime();
            H1Client victim = waiting(key, "-for-" + key.yaml());
            waiting.put(key, victim);

            if (key == Key.KEEP_ALIVE) {
                assertThat(victim.awaitClosed(Duration.ofSeconds(10))).isTrue();
            } else {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> !ended(key, before).isEmpty());
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));

            // Whatever else the key ended by mistake would be over within this time too.
            Key calm = key == Key.KEEP_ALIVE ? Key.TUNNEL : Key.KEEP_ALIVE;
            H1Client quiet = requireNonNull(waiting.get(calm));
            assertThat(quiet.awaitClosed(Duration.ofMillis(800))).isFalse();
            assertThat(ended(key, before))
                    .extracting(AccessLine::cause)
                    .isEqualTo(key.cause.isEmpty() ? List.of() : List.of(key.cause));
        } finally {
            waiting.values().forEach(H1Client::close);
        }
    }

    /** Lines of exchanges of this test, and of connections that a timeout ended before one. */
    private static List<AccessLine> ended(Key key, int before) {
        List<AccessLine> lines = quaygate.accessLog();
        return lines.subList(before, lines.size()).stream()
                .filter(line ->
                        line.path().endsWith("-for-" + key.yaml())
                                || line.cause().equals("head_timeout")
                                || line.text("detail").equals("timeouts.handshake"))
                .filter(line -> !line.path().startsWith("/quick"))
                .toList();
    }

    /** A connection that is in the state that {@code key} limits. */
    private static H1Client waiting(Key key, String mark) throws IOException {
        String target = "/" + key.yaml().toLowerCase(Locale.ROOT) + mark;
        return switch (key) {
            case HANDSHAKE ->
                    H1Client.clear(quaygate.https()).send("\u0016\u0003\u0001\u0000@\u0001");
            case HEADER -> H1Client.clear(quaygate.http()).send("GET / HTTP/1.1\r\nHost: app");
            case KEEP_ALIVE -> {
                H1Client client = H1Client.clear(quaygate.http());
                assertThat(client.get("app.internal", "/quick" + mark).read().status())
                        .isEqualTo(200);
                yield client;
            }
            case BODY ->
                    H1Client.clear(quaygate.http())
                            .send(
                                    "POST "
                                            + target
                                            + " HTTP/1.1\r\nHost: app.internal\r\nContent-Length: 100\r\n\r\nhello");
            case CONNECT -> H1Client.clear(quaygate.http()).get("hole.internal", target);
            case WRITE, REQUEST, RESPONSE ->
                    H1Client.clear(quaygate.http()).get("app.internal", target);
            case STALL, STREAM -> {
                H1Client client = H1Client.clear(quaygate.http()).get("app.internal", target);
                assertThat(client.readHead().status()).isEqualTo(200);
                yield client;
            }
            case TUNNEL -> {
                H1Client client = H1Client.clear(quaygate.http());
                assertThat(WebSocketClient.open(client, "ws.internal", target).opened()).isTrue();
                yield client;
            }
        };
    }

    @Test
    void endsAnOldHttp2ConnectionWithoutLosingItsStreams() throws IOException {
        quaygate.apply(yaml("connectionAge: 1s"));
        try (var client = H2Client.connect(quaygate.https(), "app.internal")) {
            int open = client.get("app.internal", "/stream-age");

            assertThat(client.awaitGoAway(Duration.ofSeconds(10))).isZero();

            H2Response stream = client.response(open);
            assertThat(stream.text()).isEqualTo("data: one\n\n");
            assertThat(stream.over()).isFalse();
        }
    }
}
