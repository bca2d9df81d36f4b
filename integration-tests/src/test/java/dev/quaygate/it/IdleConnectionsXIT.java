package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Exposition;
import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * RES-4: idle TLS connections from several addresses are small, and above the limit whoever has
 * been idle longest makes room for who comes.
 */
@Timeout(value = 1800, unit = TimeUnit.SECONDS)
class IdleConnectionsXIT {
    private static final String SITE = "site.internal";
    private static final int CONNECTIONS = Length.of(1_000, Math.min(20_000, fileLimit() - 500));
    private static final int MORE = 100;
    private static final int WARM = 300;
    private static final int ADDRESSES = 20;
    private static final long KIB_EACH = 40;

    private final Quaygate quaygate = Quaygate.start(yaml());
    private final List<Socket> open = new ArrayList<>();

    /** Of a process here; both ends of a connection take one each, in two processes. */
    private static int fileLimit() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            return limits.filter(line -> line.startsWith("Max open files"))
                    .mapToInt(line -> Integer.parseInt(line.split(" +", -1)[3]))
                    .findFirst()
                    .orElse(1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String yaml() {
        return """
        listen: {limits: {connections: %d, connectionsPerAddress: off}, http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@']}
        timeouts: {keepAlive: 1h, handshake: 60s}
        routes:
          - {host: site.internal, tls: internal, respond: {status: 200, body: idle}}
        """
                .formatted(CONNECTIONS);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        quaygate.close();
    }

    @Test
    void idleConnectionsAreSmallAndTheOldestMakesRoom() throws Exception {
        warm();
        long before = settledKib();

        open.addAll(openMany(CONNECTIONS));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> connections() == CONNECTIONS);
        long each = (settledKib() - before) * 1024 / CONNECTIONS;
        System.out.printf("%d idle TLS connections take %d bytes each%n", CONNECTIONS, each);
        assertThat(each).isLessThanOrEqualTo(KIB_EACH * 1024);

        long began = System.nanoTime();
        for (int i = 0; i < MORE; i++) {
            open.add(idle(i)); // fails if nobody accepts or answers
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> connections() <= CONNECTIONS);
        assertThat(connections()).isEqualTo(CONNECTIONS);
        List<Integer> gone = gone();
        System.out.printf("%d more in %d ms; gone: %s%n", MORE, took.toMillis(), gone);
        assertThat(gone).hasSize(MORE);
        // Each loop closes its oldest, and loops do not have the same share of them.
        assertThat(gone).allMatch(index -> index < 3 * MORE);
    }

    /** Code that is loaded and compiled for the first ones is not theirs. */
    private void warm() throws Exception {
        for (Socket socket : openMany(WARM)) {
            socket.close();
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> connections() == 0);
    }

    private List<Socket> openMany(int count) throws InterruptedException, ExecutionException {
        try (var clients = Executors.newFixedThreadPool(8)) {
            var all = new ArrayList<Future<Socket>>();
            for (int i = 0; i < count; i++) {
                int number = i;
                all.add(clients.submit(() -> idle(number)));
            }
            var sockets = new ArrayList<Socket>(count);
            for (Future<Socket> one : all) {
                sockets.add(one.get());
            }
            return sockets;
        }
    }

    /**
     * A TLS connection that had an answer. The client forgets its side of TLS: it would take more
     * room than all of the server.
     */
    private Socket idle(int number) throws IOException {
        Socket socket =
                H1Client.socketFrom("127.0.0." + (2 + number % ADDRESSES), quaygate.https());
        // Nothing of it is closed: that would close the socket.
        H1Response answer = H1Client.over(socket, SITE, "http/1.1").get(SITE, "/").read();
        assertThat(answer.status()).isEqualTo(200);
        return socket;
    }

    /** Positions of those that the server has closed. */
    private List<Integer> gone() throws IOException {
        var gone = new ArrayList<Integer>();
        for (int i = 0; i < open.size(); i++) {
            if (isClosed(open.get(i))) {
                gone.add(i);
            }
        }
        return gone;
    }

    /** Whether the end is among what has come; tickets and close_notify may come before it. */
    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        byte[] bytes = new byte[4096];
        try {
            while (socket.getInputStream().read(bytes) >= 0) {
                // what TLS says is of no interest
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    private long connections() throws IOException {
        return Exposition.read(quaygate.admin().get("/metrics").text())
                .samples()
                .entrySet()
                .stream()
                .filter(sample -> sample.getKey().startsWith("quaygate_connections{"))
                .mapToLong(sample -> sample.getValue().longValue())
                .sum();
    }

    private long settledKib() {
        quaygate.liveHeapBytes(); // a full collection
        return quaygate.residentKib();
    }
}
