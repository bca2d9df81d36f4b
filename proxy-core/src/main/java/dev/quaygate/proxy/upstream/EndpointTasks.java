package dev.quaygate.proxy.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One virtual thread per endpoint for work that goes on as long as the endpoint stays. */
final class EndpointTasks implements AutoCloseable {
    /**
     * @param settings a task goes on over an {@link #apply} while these stay equal
     */
    record Task(Object settings, Body body) {}

    /** Runs until it is interrupted. */
    interface Body {
        void run(Pace pace) throws InterruptedException;
    }

    /** The wait between two rounds of a task. */
    static final class Pace {
        private final Semaphore kicks = new Semaphore(0);

        void await(long nanos) throws InterruptedException {
            if (kicks.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                kicks.drainPermits();
            }
        }
    }

    private record Running(Task task, Pace pace, Thread thread) {}

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
            task.pace.kicks.release();
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
        var pace = new Pace();
        Thread thread =
                Thread.ofVirtual()
                        .name(name + " " + endpoint.text())
                        .start(() -> {
                            try {
                                task.body.run(pace);
                            } catch (InterruptedException _) {
                                // Stopped: the thread ends.
                            }
                        });
        return new Running(task, pace, thread);
    }

    private void stop(Endpoint endpoint) {
        Running task = running.remove(endpoint);
        if (task != null) {
            task.thread.interrupt();
        }
    }
}
