package dev.quaygate.proxy.server;

import dev.quaygate.proxy.loop.LoopLocal;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when an event loop has not come round for ten seconds: a supervisor starts a
 * whole one, instead of a part of all connections hanging for ever.
 */
final class LoopWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);
    private static final long STALLED = Duration.ofSeconds(10).toNanos();
    private static final int EXIT = 70;

    private final List<LoopLocal> loops;
    private final Thread thread =
            Thread.ofPlatform().name("loop-watch").daemon().unstarted(this::watch);

    LoopWatch(List<LoopLocal> loops) {
        this.loops = loops;
    }

    void start() {
        thread.start();
    }

    /** How long the slowest loop has not come round. Any thread. */
    Duration longestStall() {
        long now = System.nanoTime();
        return Duration.ofNanos(
                loops.stream().mapToLong(loop -> loop.sinceLastTick(now)).max().orElse(0));
    }

    private void watch() {
        long last = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(Duration.ofSeconds(1));
                long now = System.nanoTime();
                // A machine that slept or a stopped process is no stall of a loop.
                boolean wholeProcessStood = now - last > STALLED / 2;
                last = now;
                if (!wholeProcessStood
                        && loops.stream().anyMatch(loop -> loop.sinceLastTick(now) > STALLED)) {
                    LOG.error(
                            "event loop stalled for 10 s: ending the process so that it is started anew");
                    Runtime.getRuntime().halt(EXIT);
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
