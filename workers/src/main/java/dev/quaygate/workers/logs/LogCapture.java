package dev.quaygate.workers.logs;

import dev.quaygate.workers.AppControl.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the output of all workers with one thread that looks ten times a second, and sleeps for
 * good while there is none. Workers write to files, so neither our end nor our slowness reaches
 * them; files are kept small, and what nobody could read in time is counted and left out.
 *
 * <p>Any thread. Lines are handed on by our own thread only, in the order read, with no lock held.
 */
public final class LogCapture implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogCapture.class);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int BUFFER = 64 * 1024;

    /** Ended workers whose last lines are kept. */
    private static final int ENDED = 64;

    private record Key(String app, int worker) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<Key, FollowedWorker> followed = new LinkedHashMap<>();
    private final Map<Key, FollowedWorker> ended = new LinkedHashMap<>();
    private final Outbox outbox = new Outbox();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Consumer<LogLine> sink;
    private final InstantSource clock;
    private @Nullable Thread poller;
    private boolean closed;

    /**
     * @param sink may be slow, but lines are dropped then; must not throw
     */
    public LogCapture(Consumer<LogLine> sink, InstantSource clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** Starts the thread. Until then lines are only read when asked for. */
    public void start() {
        lock.lock();
        try {
            poller = Thread.ofPlatform().daemon().name("worker-logs").start(this::run);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Follows a worker that starts now; files may come later. An earlier worker of the same number
     * is finished first. What the files hold that was not read yet is taken as this worker's.
     */
    public void follow(WorkerOutput output) {
        follow(output, false);
    }

    /**
     * Follows a worker of an earlier Quaygate from where that stopped, or from the end. Lines
     * before that are not handed on again, but the last of them count as last lines.
     */
    public void resume(WorkerOutput output) {
        follow(output, true);
    }

    private void follow(WorkerOutput output, boolean fromEnd) {
        lock.lock();
        try {
            finish(output.app(), output.worker());
            Key key = new Key(output.app(), output.worker());
            ended.remove(key);
            FollowedWorker worker = new FollowedWorker(output, outbox, fromEnd);
            attempt(key, () -> worker.begin(fromEnd));
            followed.put(key, worker);
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reads what a worker that has ended has left and stops following it; its last lines stay. */
    public void finish(String app, int worker) {
        lock.lock();
        try {
            Key key = new Key(app, worker);
            FollowedWorker last = followed.remove(key);
            if (last == null) {
                return;
            }
            attempt(key, () -> last.finish(buffer, clock.instant()));
            ended.remove(key);
            ended.put(key, last);
            if (ended.size() > ENDED) {
                ended.remove(ended.keySet().iterator().next());
            }
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * At most 20 last lines of standard error, or of standard output if there are none; what the
     * worker has written up to now is read first. Empty for a worker that was never followed.
     */
    public List<String> lastErrors(String app, int worker) {
        lock.lock();
        try {
            FollowedWorker known = known(new Key(app, worker));
            return known == null ? List.of() : known.errors();
        } finally {
            lock.unlock();
        }
    }

    /** At most 200 last lines of one worker, oldest first, read up to now. */
    public List<LogLine> lastLines(String app, int worker) {
        lock.lock();
        try {
            FollowedWorker known = known(new Key(app, worker));
            return known == null ? List.of() : known.tail();
        } finally {
            lock.unlock();
        }
    }

    /** Last lines of all workers of an app, also of some that have ended; oldest first. */
    public List<LogLine> tail(String app, int lines) {
        List<LogLine> all = new ArrayList<>();
        lock.lock();
        try {
            for (Key key : keys(app)) {
                FollowedWorker known = known(key);
                all.addAll(known == null ? List.of() : known.tail());
            }
        } finally {
            lock.unlock();
        }
        all.sort(Comparator.comparing(LogLine::at)); // stable: lines of one worker stay in order
        return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    private List<Key> keys(String app) {
        return Stream.concat(ended.keySet().stream(), followed.keySet().stream())
                .filter(key -> key.app().equals(app))
                .toList();
    }

    private @Nullable FollowedWorker known(Key key) {
        FollowedWorker live = followed.get(key);
        if (live == null) {
            return ended.get(key);
        }
        attempt(key, () -> live.drain(buffer, clock.instant()));
        return live;
    }

    /** One round: reads from all files, then hands on. */
    void poll() {
        List<LogLine> lines;
        lock.lock();
        try {
            followed.forEach(
                    (key, worker) -> attempt(key, () -> worker.read(buffer, clock.instant())));
            lines = outbox.take();
        } finally {
            lock.unlock();
        }
        lines.forEach(this::handOn);
    }

    private void handOn(LogLine line) {
        try {
            sink.accept(line);
        } catch (RuntimeException e) {
            log.warn("app.log.lost app={} worker={}", line.app(), line.worker(), e);
        }
    }

    private void run() {
        while (awaitWork()) {
            poll();
        }
    }

    /**
     * Until the next round is due; false at the end. The thread is never interrupted, for that
     * would close the files under it.
     */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && idle()) {
                work.awaitUninterruptibly();
            }
            long left = PAUSE.toNanos();
            while (!closed && left > 0) {
                left = work.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException _) {
            return !closed; // nobody does that; a round too early is no harm
        } finally {
            lock.unlock();
        }
    }

    private boolean idle() {
        return followed.isEmpty() && outbox.isEmpty();
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static void attempt(Key key, Reading reading) {
        try {
            reading.run();
        } catch (IOException e) {
            log.debug("app.log.unreadable app={} worker={}", key.app(), key.worker(), e);
        }
    }

    /**
     * Hands on what is there and stops. Workers go on writing; offsets are remembered, so {@link
     * #resume} repeats nothing.
     */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = poller;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            join(running);
        }
        poll();
        lock.lock();
        try {
            followed.forEach((key, worker) -> attempt(key, worker::release));
            followed.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // it ends all the same, at the latest by itself
        }
    }
}
