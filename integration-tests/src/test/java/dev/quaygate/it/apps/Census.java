package dev.quaygate.it.apps;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Counts the processes of an app again and again, and their memory. */
final class Census implements AutoCloseable {
    private static final long PAUSE_NANOS = 50_000_000;

    private final Path folder;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile int most;
    private volatile double mostBytes;

    Census(Path folder) {
        this.folder = folder;
        this.thread = Thread.ofPlatform().start(this::count);
    }

    private void count() {
        while (running) {
            List<Long> now = Processes.in(folder);
            most = Math.max(most, now.size());
            mostBytes = Math.max(mostBytes, now.stream().mapToDouble(Processes::pss).sum());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Processes at once; ends the counting. */
    int most() throws InterruptedException {
        running = false;
        thread.join();
        return most;
    }

    /** Memory of all at once in MiB, what they share counted once. */
    long mostMebibytes() {
        return Math.round(mostBytes / (1 << 20));
    }

    @Override
    public void close() {
        running = false;
    }
}
