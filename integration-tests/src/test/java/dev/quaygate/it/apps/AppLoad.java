package dev.quaygate.it.apps;

import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients with one kept connection each that ask for the same path again and again. */
final class AppLoad implements AutoCloseable {
    private final int port;
    private final String path;
    private final Duration pause;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean running = true;

    private AppLoad(int port, String path, Duration pause) {
        this.port = port;
        this.path = path;
        this.pause = pause;
    }

    /** {@code clients} that wait {@code pause} between an answer and the next request. */
    static AppLoad start(int port, int clients, String path, Duration pause) {
        var load = new AppLoad(port, path, pause);
        for (int i = 0; i < clients; i++) {
            load.threads.add(Thread.startVirtualThread(load::ask));
        }
        return load;
    }

    private void ask() {
        try (var client = H1Client.clear(port).timeout(Duration.ofSeconds(30))) {
            while (running) {
                H1Response answer = client.get(ShopYaml.HOST, path).read();
                requests.incrementAndGet();
                if (answer.status() == 200 && answer.complete()) {
                    answers.computeIfAbsent(answer.text(), _ -> new AtomicInteger())
                            .incrementAndGet();
                } else {
                    failures.add(answer.status() + " " + answer.cause() + " " + answer.text());
                }
                LockSupport.parkNanos(pause.toNanos());
            }
        } catch (IOException | UncheckedIOException e) {
            failures.add(e.toString());
        }
    }

    int requests() {
        return requests.get();
    }

    /** Whether a body was ever the answer. */
    boolean answered(String body) {
        return answers.containsKey(body);
    }

    /** Ends all clients; what was not 200, which is nothing when all went well. */
    List<String> stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        running = false;
    }
}
