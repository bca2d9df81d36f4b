package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.WebSocketEcho;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.WebSocketClient;
import dev.quaygate.it.wire.WebSocketFrames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P6 at length: WebSockets (RFC 6455) of many messages, of every size, and of long silence. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WebSocketXIT {
    private static final String HOST = "socket.internal";
    private static final int BINARY = 2;
    private static final int CONTINUATION = 0;
    private static final int MESSAGES = 1_000_000;
    private static final int BATCH = 1_000;

    private static WebSocketEcho upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = WebSocketEcho.start();
        quaygate =
                Quaygate.start(
                        """
                        timeouts: {tunnel: 2s}
                        routes:
                          - {name: socket, host: socket.internal, tls: internal, to: %1$d}
                          - {name: socket-clear, host: socket.internal, tls: off, to: %1$d}
                        """
                                .formatted(upstream.port()));
    }

    @AfterAll
    static void stop() {
        upstream.close();
        quaygate.close();
    }

    @Test
    void echoesAMillionMessagesInOrder() throws Exception {
        var client = H1Client.tls(quaygate.https(), HOST);
        try (var socket = WebSocketClient.open(client, HOST, "/many")) {
            assertThat(socket.opened()).isTrue();
            Thread sender = Thread.startVirtualThread(() -> sendAll(client));

            for (int i = 0; i < MESSAGES; i++) {
                WebSocketFrames.Frame frame = socket.read();
                if (frame.opcode() != BINARY || ByteBuffer.wrap(frame.payload()).getInt() != i) {
                    throw new AssertionError("message " + i + " came as " + frame);
                }
            }
            sender.join();
            assertThat(socket.echo("the end")).isEqualTo("the end");
        }
    }

    private static void sendAll(H1Client client) {
        try {
            for (int i = 0; i < MESSAGES; i += BATCH) {
                var batch = new ByteArrayOutputStream();
                for (int n = i; n < i + BATCH; n++) {
                    byte[] number = ByteBuffer.allocate(4).putInt(n).array();
                    batch.writeBytes(WebSocketFrames.encode(BINARY, number, true));
                }
                client.send(batch.toByteArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536, 1_000_000})
    void echoesEverySize(int size) throws Exception {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        for (H1Client client :
                List.of(H1Client.clear(quaygate.http()), H1Client.tls(quaygate.https(), HOST))) {
            try (var socket = WebSocketClient.open(client, HOST, "/size")) {
                // Large ones are read while they are written.
                Thread sender =
                        Thread.startVirtualThread(() -> {
                            try {
                                socket.send(BINARY, payload);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
                assertThat(socket.read().payload()).isEqualTo(payload);
                sender.join();
            }
        }
    }

    @Test
    void passesFragmentsWithAPingBetweenThem() throws IOException {
        var client = H1Client.tls(quaygate.https(), HOST);
        try (var socket = WebSocketClient.open(client, HOST, "/fragments")) {
            client.send(unfinished(WebSocketFrames.TEXT, "one "));
            socket.send(WebSocketFrames.PING, "ping".getBytes(StandardCharsets.UTF_8));
            client.send(unfinished(CONTINUATION, "two "));
            socket.send(CONTINUATION, "three".getBytes(StandardCharsets.UTF_8));

            byte[] expected = {
                0x01,
                4,
                'o',
                'n',
                'e',
                ' ',
                (byte) 0x89,
                4,
                'p',
                'i',
                'n',
                'g',
                0x00,
                4,
                't',
                'w',
                'o',
                ' ',
                (byte) 0x80,
                5,
                't',
                'h',
                'r',
                'e',
                'e'
            };
            assertThat(client.in().readNBytes(expected.length)).isEqualTo(expected);
        }
    }

    private static byte[] unfinished(int opcode, String text) {
        byte[] frame = WebSocketFrames.encode(opcode, text.getBytes(StandardCharsets.UTF_8), true);
        frame[0] &= 0x7f;
        return frame;
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1008, 1011, 1013, 3000, 4000, 4999})
    void passesCloseCodesBothWaysAndThenEnds(int code) throws IOException {
        try (var socket = WebSocketClient.open(H1Client.clear(quaygate.http()), HOST, "/close")) {
            byte[] reason = "because".getBytes(StandardCharsets.UTF_8);
            byte[] payload =
                    ByteBuffer.allocate(2 + reason.length)
                            .putShort((short) code)
                            .put(reason)
                            .array();
            socket.send(WebSocketFrames.CLOSE, payload);

            WebSocketFrames.Frame answer = socket.read();

            assertThat(answer.opcode()).isEqualTo(WebSocketFrames.CLOSE);
            assertThat(answer.closeCode()).isEqualTo(code);
            assertThat(Arrays.copyOfRange(answer.payload(), 2, answer.payload().length))
                    .isEqualTo(reason);
            assertThat(socket.awaitClosed(Duration.ofSeconds(3))).isTrue();
        }
    }

    /** At full length an hour. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void staysOpenAsLongAsThereArePingsAndNoLonger() throws IOException {
        try (var socket =
                WebSocketClient.open(H1Client.tls(quaygate.https(), HOST), HOST, "/idle")) {
            // Three times as long as silence may last.
            int pings = Length.of(12, 7200);
            for (int i = 0; i < pings; i++) {
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos()); // the pace is the input
                socket.send(WebSocketFrames.PING, new byte[] {(byte) i});
                assertThat(socket.read().payload()).containsExactly((byte) i);
            }
            long start = System.nanoTime();

            assertThat(socket.awaitClosed(Duration.ofSeconds(10))).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThan(Duration.ofMillis(1500));
        }
    }
}
