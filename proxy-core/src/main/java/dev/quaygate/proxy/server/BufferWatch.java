package dev.quaygate.proxy.server;

import dev.quaygate.proxy.loop.BufferPressure.Level;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.MetricSource;
import dev.quaygate.proxy.observe.MetricsWriter;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the memory that buffers take and tells the event loops when it runs out, so that what
 * has been begun can be finished. A thread of its own.
 */
final class BufferWatch implements MetricSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BufferWatch.class);
    private static final int SHED_FROM = 92;
    private static final int SHED_UNTIL = 88;
    private static final int FULL_FROM = 95;
    private static final int FULL_UNTIL = 92;

    /** Above it, look more often. */
    private static final int BUSY_FROM = 50;

    private static final Duration CALM = Duration.ofMillis(100);
    private static final Duration BUSY = Duration.ofMillis(10);

    private final List<LoopLocal> loops;
    private final LongSupplier wanted;
    private final Thread thread =
            Thread.ofPlatform().name("buffer-watch").daemon().unstarted(this::watch);
    private volatile Level level = Level.NORMAL;

    /**
     * @param wanted limit of the settings in bytes, or 0 for one by the memory of the process
     */
    BufferWatch(List<LoopLocal> loops, LongSupplier wanted) {
        this.loops = loops;
        this.wanted = wanted;
    }

    void start() {
        thread.start();
    }

    /** Bytes that buffers take now. Any thread. */
    static long used() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    /** Bytes that buffers may take. */
    static long limit(long wanted, long available) {
        // What is not handed out lies in chunks that are in use in part: the rest is for those.
        return wanted == 0 ? available / 4 * 3 : Math.min(wanted, available);
    }

    /** What follows from {@code used} bytes of {@code limit} when it was {@code now} before. */
    static Level next(Level now, long used, long limit) {
        long percent = used * 100 / limit;
        if (percent >= FULL_FROM || now == Level.FULL && percent >= FULL_UNTIL) {
            return Level.FULL;
        }
        boolean sheds = percent >= SHED_FROM || now != Level.NORMAL && percent >= SHED_UNTIL;
        return sheds ? Level.SHEDDING : Level.NORMAL;
    }

    private void watch() {
        try {
            while (true) {
                long limit = limit(wanted.getAsLong(), PlatformDependent.maxDirectMemory());
                long used = used();
                Level next = next(level, used, limit);
                if (next != level) {
                    change(next, used, limit);
                }
                Thread.sleep(used * 100 / limit < BUSY_FROM ? CALM : BUSY);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void change(Level next, long used, long limit) {
        LOG.warn(
                "overload state={} bufferBytes={} limitBytes={}",
                next.name().toLowerCase(java.util.Locale.ROOT),
                used,
                limit);
        level = next;
        loops.forEach(loop -> loop.loop.execute(() -> loop.pressure.change(next)));
    }

    @Override
    public void write(MetricsWriter out) {
        out.gauge("buffer_bytes", "Memory that buffers take.");
        out.sample(used());
        out.gauge("overload_state", "0: all is taken, 1: requests are refused, 2: full.");
        out.sample(
                switch (level) {
                    case NORMAL -> 0L;
                    case SHEDDING -> 1L;
                    case FULL -> 2L;
                });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
