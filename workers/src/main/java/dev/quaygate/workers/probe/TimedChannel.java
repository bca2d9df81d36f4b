package dev.quaygate.workers.probe;

import dev.quaygate.workers.WorkerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A connection to a worker whose every step ends at one deadline. One thread. */
final class TimedChannel implements AutoCloseable {
    private static final String QUEUE_FULL = "Resource temporarily unavailable"; // EAGAIN
    private static final Duration RETRY = Duration.ofMillis(20);

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long deadlineNanos;

    private TimedChannel(SocketChannel channel, Selector selector, long deadlineNanos)
            throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.deadlineNanos = deadlineNanos;
        channel.configureBlocking(false);
        key = channel.register(selector, 0);
    }

    /**
     * @param deadlineNanos as {@link System#nanoTime}
     * @throws SocketTimeoutException at the deadline, here and below
     */
    static TimedChannel connect(WorkerAddress worker, long deadlineNanos)
            throws IOException, InterruptedException {
        while (true) {
            try {
                return connectOnce(worker, deadlineNanos);
            } catch (SocketException e) {
                // A unix socket whose queue is full refuses at once instead of making us wait: the
                // worker is busy or hung, and only the deadline tells which.
                if (!QUEUE_FULL.equals(e.getMessage())) {
                    throw e;
                }
                Thread.sleep(RETRY);
            }
            if (deadlineNanos - System.nanoTime() <= 0) {
                throw new SocketTimeoutException();
            }
        }
    }

    private static TimedChannel connectOnce(WorkerAddress worker, long deadlineNanos)
            throws IOException, InterruptedException {
        SocketAddress address = address(worker);
        SocketChannel channel =
                worker instanceof WorkerAddress.Socket
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        Selector selector = Selector.open();
        try {
            TimedChannel timed = new TimedChannel(channel, selector, deadlineNanos);
            timed.connect(address);
            return timed;
        } catch (IOException | InterruptedException | RuntimeException e) {
            try (selector) {
                channel.close();
            }
            throw e;
        }
    }

    private static SocketAddress address(WorkerAddress worker) throws IOException {
        return switch (worker) {
            case WorkerAddress.Socket(var path) -> UnixDomainSocketAddress.of(path);
            case WorkerAddress.Port(int port) ->
                    new InetSocketAddress(
                            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        };
    }

    private void connect(SocketAddress address) throws IOException, InterruptedException {
        if (channel.connect(address)) {
            return;
        }
        do {
            await(SelectionKey.OP_CONNECT);
        } while (!channel.finishConnect());
    }

    void write(ByteBuffer bytes) throws IOException, InterruptedException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /** At least one byte; -1 at the end. */
    int read(ByteBuffer into) throws IOException, InterruptedException {
        while (true) {
            int count = channel.read(into);
            if (count != 0) {
                return count;
            }
            await(SelectionKey.OP_READ);
        }
    }

    private void await(int what) throws IOException, InterruptedException {
        key.interestOps(what);
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        selector.select(left);
        selector.selectedKeys().clear();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        // A worker that drips keeps waking us: the deadline is looked at each time.
        if (deadlineNanos - System.nanoTime() <= 0) {
            throw new SocketTimeoutException();
        }
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
