package dev.quaygate.proxy.upstream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One virtual thread per endpoint for work that goes on as long as the endpoint stays. */
final class EndpointTasks implements AutoCloseable {
    /**
     * @param settings a task goes on over an {@link #apply} while these stay equal
     */
    record Task(Object settings, Round round) {}

    /** One round of a task. */
    interface Round {
        /** Does the work; gives the time to the next round. An interrupt ends the task. */
        Duration run() throws InterruptedException;
    }

    private record Running(Task task, Semaphore kicks, Thread thread) {}

    private static final Logger LOG = LoggerFactory.getLogger(EndpointTasks.class);
    private static final Duration AFTER_BUG = Duration.ofSeconds(5);

    private final String name;
    private final Map<Endpoint, Running> running = new HashMap<>();
    private boolean closed;

    EndpointTasks(String name) {
        this.name = name;
    }

    /** Starts and stops threads until exactly {@code wanted} runs. New ones start at once. */
    synchronized void apply(Map<Endpoint, Task> wanted) {
        if (closed) {
            return;
        }
        for (var entry : new HashMap<>(running).entrySet()) {
            Task next = wanted.get(entry.getKey());
            if (next == null || !next.settings.equals(entry.getValue().task.settings)) {
                stop(entry.getKey());
            }
        }
        wanted.forEach(
                (endpoint, task) -> running.computeIfAbsent(endpoint, _ -> start(endpoint, task)));
    }

    /** Ends the wait of this endpoint's task now. */
    synchronized void kick(Endpoint endpoint) {
        Running task = running.get(endpoint);
        if (task != null) {
            task.kicks.release();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Endpoint endpoint : new HashMap<>(running).keySet()) {
            stop(endpoint);
        }
    }

    private Running start(Endpoint endpoint, Task task) {
        var kicks = new Semaphore(0);
        Thread thread =
                Thread.ofVirtual()
                        .name(name + " " + endpoint.text())
                        .start(() -> loop(task, kicks));
        return new Running(task, kicks, thread);
    }

    private void loop(Task task, Semaphore kicks) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration pause = round(task);
                if (kicks.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    kicks.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            // Stopped: the thread ends.
        }
    }

    private Duration round(Task task) throws InterruptedException {
        try {
            return task.round.run();
        } catch (RuntimeException bug) {
            // Our fault, but an endpoint that nobody looks after any more would be worse.
            LOG.error("{}.internal", name, bug);
            return AFTER_BUG;
        }
    }

    private void stop(Endpoint endpoint) {
        Running task = running.remove(endpoint);
        if (task != null) {
            task.thread.interrupt();
        }
    }
}
