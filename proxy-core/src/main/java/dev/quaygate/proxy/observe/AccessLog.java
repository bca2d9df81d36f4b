package dev.quaygate.proxy.observe;

import dev.quaygate.proxy.settings.AccessLogSettings;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One line per exchange. Lines are encoded on the event loop into a bounded ring of that loop; one
 * thread writes them. A loop never waits: a line that does not fit is dropped and counted.
 */
public final class AccessLog implements MetricSource, AutoCloseable {
    /** Per event loop: about two thousand lines, or 50 ms at 40,000 lines a second. */
    private static final int RING = 1 << 20;

    private static final int STRIDE = 16;

    private final AccessLogSettings settings;
    private final Redaction redaction;
    private final LineEncoder[] encoders;
    private final LineBuffer[] lines;
    private final ByteRing[] rings;
    private final AtomicLongArray dropped;
    private final LogWriter writer;

    private AccessLog(AccessLogSettings settings, int loops, LogTarget target) {
        boolean off = settings.target() == AccessLogSettings.Target.OFF;
        this.settings = settings;
        // `access: off` has no names of its own, and failures are remembered all the same.
        this.redaction = new Redaction(off ? Redaction.DEFAULT : settings.redact());
        this.encoders = new LineEncoder[loops];
        this.lines = new LineBuffer[loops];
        this.rings = new ByteRing[loops];
        this.dropped = new AtomicLongArray((loops + 1) * STRIDE);
        for (int loop = 0; loop < loops; loop++) {
            encoders[loop] = LineEncoder.of(settings);
            lines[loop] = new LineBuffer();
            rings[loop] = new ByteRing(off ? 1 : RING);
        }
        this.writer = new LogWriter(rings, target);
    }

    /**
     * Opens the target and starts the writer thread.
     *
     * @throws IOException if the file cannot be opened
     */
    public static AccessLog open(AccessLogSettings settings, int loops) throws IOException {
        return open(settings, loops, LogTarget.of(settings));
    }

    static AccessLog open(AccessLogSettings settings, int loops, LogTarget target)
            throws IOException {
        target.reopen();
        var log = new AccessLog(settings, loops, target);
        log.writer.start();
        return log;
    }

    public AccessLogSettings settings() {
        return settings;
    }

    /** What must not be written, nor kept elsewhere. */
    Redaction redaction() {
        return redaction;
    }

    /** Writes a line if the route wants one or the exchange failed. Loop thread only. */
    public void write(int loop, ExchangeRecord exchange) {
        if (settings.target() == AccessLogSettings.Target.OFF || !isWanted(exchange)) {
            return;
        }
        LineBuffer line = lines[loop];
        line.clear();
        encoders[loop].encode(exchange, line);
        if (!rings[loop].offer(line.bytes(), line.length())) {
            int cell = (loop + 1) * STRIDE;
            dropped.setRelease(cell, dropped.getPlain(cell) + 1);
        }
    }

    /** Opens the file anew, as after a rotation. Returns at once. Any thread. */
    public void reopen() {
        writer.reopen();
    }

    /** Lines that were not written: no room, or the target failed. Any thread. */
    public long dropped() {
        long sum = writer.dropped();
        for (int at = STRIDE; at < dropped.length(); at += STRIDE) {
            sum += dropped.getAcquire(at);
        }
        return sum;
    }

    /**
     * Writes everything that is waiting and closes the target; gives up after two seconds if the
     * target does not take it. Call it when no loop writes any more. Any thread but a loop.
     */
    @Override
    public void close() {
        writer.close();
    }

    @Override
    public void write(MetricsWriter out) {
        out.counter("access_log_dropped_total", "Access log lines that were not written.");
        out.sample(dropped());
    }

    private static boolean isWanted(ExchangeRecord exchange) {
        return exchange.log
                || Causes.isFailure(exchange.cause)
                || exchange.status >= 500
                || exchange.status == 0;
    }
}
