package dev.quaygate.proxy.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that moves lines from the rings to the target, at most every 50 ms. */
final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final long PAUSE = 50_000_000;
    private static final long PATIENCE_MILLIS = 2_000;
    private static final long COMPLAINT_PAUSE = 10_000_000_000L;

    private final ByteRing[] rings;
    private final LogTarget target;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(256 << 10);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean reopen;
    private boolean lineOpen;
    private boolean lineCut;
    private long nextComplaint = System.nanoTime();

    LogWriter(ByteRing[] rings, LogTarget target) {
        this.rings = rings;
        this.target = target;
        this.thread = new Thread(this::run, "access-log");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void reopen() {
        reopen = true;
        LockSupport.unpark(thread);
    }

    long dropped() {
        return dropped.get();
    }

    /** Any thread; see {@link AccessLog#close}. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("accesslog.stuck: the target takes no line; what waits is lost");
        }
    }

    private void run() {
        while (true) {
            // Read before the rings: what was added before closing is then surely seen.
            boolean last = closing;
            if (reopen) {
                reopen = false;
                openAnew();
            }
            boolean moved = drainAll();
            if (last && !moved) {
                break;
            }
            if (!last) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        try {
            target.close();
        } catch (IOException problem) {
            complain(problem);
        }
    }

    private boolean drainAll() {
        boolean moved = false;
        for (ByteRing ring : rings) {
            // A full chunk may end inside a line: the rest must follow before another ring's lines.
            boolean more = true;
            while (more) {
                int taken = ring.drain(chunk);
                moved |= taken > 0;
                more = taken == chunk.capacity();
                writeChunk();
            }
        }
        return moved;
    }

    private void writeChunk() {
        chunk.flip();
        skipCutLine();
        if (!chunk.hasRemaining()) {
            chunk.clear();
            return;
        }
        boolean endsInsideLine = chunk.get(chunk.limit() - 1) != '\n';
        try {
            if (lineOpen) {
                target.write(ByteBuffer.wrap(NEW_LINE));
                lineOpen = false;
            }
            target.write(chunk);
        } catch (IOException problem) {
            // The part that went out may end inside a line: the next one starts afresh.
            lineOpen |= chunk.position() > 0 && chunk.get(chunk.position() - 1) != '\n';
            lineCut = endsInsideLine;
            dropped.addAndGet(lines(chunk));
            complain(problem);
        }
        chunk.clear();
    }

    /** Leaves out the end of a line whose begin was lost. */
    private void skipCutLine() {
        while (lineCut && chunk.hasRemaining()) {
            if (chunk.get() == '\n') {
                lineCut = false;
                dropped.incrementAndGet();
            }
        }
    }

    private void openAnew() {
        try {
            target.reopen();
            lineOpen = false;
        } catch (IOException problem) {
            complain(problem);
        }
    }

    private void complain(IOException problem) {
        long now = System.nanoTime();
        if (now - nextComplaint >= 0) {
            nextComplaint = now + COMPLAINT_PAUSE;
            LOG.warn("accesslog.failed why={} dropped={}", problem.toString(), dropped.get());
        }
    }

    private static long lines(ByteBuffer rest) {
        long lines = 0;
        for (int i = rest.position(); i < rest.limit(); i++) {
            lines += rest.get(i) == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static final byte[] NEW_LINE = {'\n'};
}
