package dev.quaygate.it.harness;

import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.H2Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that keep one connection each and ask again and again, noting every answer that is not
 * 200 and every connection that the server ended.
 */
public final class SteadyLoad implements AutoCloseable {
    private static final long PAUSE_NANOS = 5_000_000;

    private final Quaygate quaygate;
    private final String host;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean running = true;

    public SteadyLoad(Quaygate quaygate, String host) {
        this.quaygate = quaygate;
        this.host = host;
    }

    /** What the load saw. */
    public record Result(int requests, List<String> failures) {}

    /** Starts {@code h1} clients on each of clear and TLS, and {@code h2} HTTP/2 clients. */
    public void start(int h1, int h2) {
        for (int i = 0; i < h1; i++) {
            threads.add(Thread.startVirtualThread(() -> http1(false)));
        }
        startTls(h1, h2);
    }

    /** Starts {@code h1} HTTP/1 and {@code h2} HTTP/2 clients, all on TLS. */
    public void startTls(int h1, int h2) {
        for (int i = 0; i < h1; i++) {
            threads.add(Thread.startVirtualThread(() -> http1(true)));
        }
        for (int i = 0; i < h2; i++) {
            threads.add(Thread.startVirtualThread(this::http2));
        }
    }

    private void http1(boolean tls) {
        try (var client =
                tls ? H1Client.tls(quaygate.https(), host) : H1Client.clear(quaygate.http())) {
            while (running) {
                H1Response answer = client.get(host, "/load").read();
                note(
                        answer.status() == 200 && !answer.closes(),
                        "h1 " + answer.status() + " " + answer.fields());
            }
        } catch (IOException | UncheckedIOException e) {
            failures.add("h1 " + (tls ? "tls " : "clear ") + e);
        }
    }

    private void http2() {
        try (var client = H2Client.connect(quaygate.https(), host)) {
            while (running) {
                List<Integer> streams =
                        List.of(client.get(host, "/load"), client.get(host, "/load"));
                for (int stream : streams) {
                    H2Response answer = client.awaitResponse(stream, Duration.ofSeconds(10));
                    note(answer.status() == 200 && answer.ended(), "h2 " + answer);
                }
                note(client.count(H2Frame.GOAWAY) == 0, "h2 GOAWAY");
            }
        } catch (IOException | UncheckedIOException e) {
            failures.add("h2 " + e);
        }
    }

    private void note(boolean good, String what) {
        requests.incrementAndGet();
        if (!good) {
            failures.add(what);
        }
        // A steady rate rather than the highest one: the test is about loss, not about speed.
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Ends all clients and tells what they saw. */
    public Result stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        return new Result(requests.get(), List.copyOf(failures));
    }

    @Override
    public void close() {
        running = false;
    }
}
