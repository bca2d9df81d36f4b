package dev.quaygate.proxy.upstream;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes the guarded channel when the time is over, which ends any blocking call on it: blocking
 * channels have no timeout of their own.
 */
final class ChannelDeadline implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);
    private final long nanos;
    private @Nullable SocketChannel guarded;
    private volatile boolean over;

    ChannelDeadline(Duration timeout) {
        this.nanos = timeout.toNanos();
        Thread.ofVirtual().name("health deadline").start(this::watch);
    }

    /** Guards this channel instead of the one before. */
    synchronized void guard(SocketChannel channel) throws IOException {
        guarded = channel;
        if (over) {
            channel.close();
        }
    }

    boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        done.countDown();
    }

    private void watch() {
        try {
            if (!done.await(nanos, TimeUnit.NANOSECONDS)) {
                expire();
            }
        } catch (InterruptedException | IOException _) {
            // A channel that cannot be closed is closed already.
        }
    }

    private synchronized void expire() throws IOException {
        over = true;
        if (guarded != null) {
            guarded.close();
        }
    }
}
