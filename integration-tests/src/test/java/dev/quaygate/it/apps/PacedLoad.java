package dev.quaygate.it.apps;

import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that together ask so many times a second, whatever the answers do: one that waits too
 * long asks again at once until it has caught up. A client whose connection breaks takes a new one.
 */
final class PacedLoad implements AutoCloseable {
    /** A request that was lost, or had another answer than 200. */
    record Failure(Instant at, String what) {}

    /**
     * What a load saw.
     *
     * @param perSecond requests in truth
     */
    record Result(int requests, double perSecond, List<Failure> failures, List<Long> micros) {

        /** Milliseconds within which that share of the answers came. */
        double percentile(double share) {
            List<Long> sorted = micros.stream().sorted().toList();
            int index = (int) Math.ceil(share * sorted.size()) - 1;
            return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, index)) / 1000.0;
        }

        @Override
        public String toString() {
            return "%d requests at %.0f/s, %d failed, median %.1f ms, p99 %.1f ms"
                    .formatted(
                            requests,
                            perSecond,
                            failures.size(),
                            percentile(0.5),
                            percentile(0.99));
        }
    }

    private final int port;
    private final String request;
    private final long interval;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Long> micros = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final long started = System.nanoTime();
    private volatile boolean running = true;

    private PacedLoad(int port, String request, long interval) {
        this.port = port;
        this.request = request;
        this.interval = interval;
    }

    /** GET for a host. */
    static PacedLoad get(int port, String host, String path, int perSecond, int clients) {
        return start(port, "GET " + path + " HTTP/1.1\r\nHost: " + host, perSecond, clients);
    }

    /** POST, which nobody may send a second time. */
    static PacedLoad post(int port, String host, String path, int perSecond, int clients) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0";
        return start(port, head, perSecond, clients);
    }

    private static PacedLoad start(int port, String head, int perSecond, int clients) {
        long interval = 1_000_000_000L * clients / perSecond;
        var load = new PacedLoad(port, head + "\r\n\r\n", interval);
        for (int i = 0; i < clients; i++) {
            long first = load.started + interval * i / clients;
            load.threads.add(Thread.startVirtualThread(() -> load.ask(first)));
        }
        return load;
    }

    private void ask(long first) {
        long next = first;
        while (running) {
            try (var client = H1Client.clear(port).timeout(Duration.ofSeconds(40))) {
                while (running) {
                    LockSupport.parkNanos(next - System.nanoTime());
                    if (next > System.nanoTime()) {
                        continue;
                    }
                    next += interval;
                    one(client);
                }
            } catch (IOException | UncheckedIOException e) {
                requests.incrementAndGet();
                failures.add(new Failure(Instant.now(), e.toString()));
                next += interval;
                LockSupport.parkNanos(interval);
            }
        }
    }

    private void one(H1Client client) throws IOException {
        long asked = System.nanoTime();
        H1Response answer = client.send(request).read();
        micros.add((System.nanoTime() - asked) / 1000);
        requests.incrementAndGet();
        if (answer.status() != 200 || !answer.complete()) {
            String what = answer.status() + " " + answer.cause() + " " + answer.text();
            failures.add(new Failure(Instant.now(), what));
        }
    }

    int requests() {
        return requests.get();
    }

    /** Ends all clients, each after the answer that it waits for. */
    Result stop() throws InterruptedException {
        double seconds = (System.nanoTime() - started) / 1e9;
        int before = requests.get();
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        return new Result(
                requests.get(), before / seconds, List.copyOf(failures), List.copyOf(micros));
    }

    @Override
    public void close() {
        running = false;
    }
}
