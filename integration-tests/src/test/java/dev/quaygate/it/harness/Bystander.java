package dev.quaygate.it.harness;

import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * A client like any other, who connects, asks, and is timed, again and again, while something
 * happens to the server that should not concern him.
 */
public final class Bystander implements AutoCloseable {
    private static final long PAUSE_NANOS = 5_000_000;

    private final Visit visit;
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = new ArrayList<>();
    private final Thread thread;
    private volatile boolean running = true;

    /** One visit on a fresh connection. */
    @FunctionalInterface
    public interface Visit {
        H1Client connect() throws IOException;
    }

    private Bystander(Visit visit, String host) {
        this.visit = visit;
        this.thread = Thread.startVirtualThread(() -> run(host));
    }

    /** Starts to ask for {@code host}. */
    public static Bystander of(String host, Visit visit) {
        return new Bystander(visit, host);
    }

    /**
     * What he saw.
     *
     * @param p99 time from before the connection to the end of the answer
     */
    public record Report(int visits, List<String> failures, Duration p99) {}

    private void run(String host) {
        while (running) {
            long start = System.nanoTime();
            try (H1Client client = visit.connect()) {
                int status = client.get(host, "/bystander").read().status();
                if (status != 200) {
                    failures.add("status " + status);
                }
            } catch (IOException | UncheckedIOException e) {
                failures.add(e.toString());
            }
            nanos.add(System.nanoTime() - start);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until he has come {@code count} times. */
    public void awaitVisits(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> nanos.size() >= count);
    }

    /** Ends the visits and tells of them. */
    public Report stop() throws InterruptedException {
        running = false;
        thread.join();
        List<Long> sorted = nanos.stream().sorted().toList();
        return new Report(
                sorted.size(),
                List.copyOf(failures),
                Duration.ofNanos(sorted.get(sorted.size() * 99 / 100)));
    }

    @Override
    public void close() {
        running = false;
    }
}
