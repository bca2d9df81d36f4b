package dev.quaygate.it.harness;

import dev.quaygate.it.corpus.ParsedRequest;
import dev.quaygate.it.corpus.StrictRequestJudge;
import dev.quaygate.it.corpus.StrictRequestJudge.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection of a {@link RecordingUpstream}: every byte received, whether the peer closed, the
 * answers.
 */
public final class UpstreamConnection {
    private final SocketChannel channel;
    private final Behaviour behaviour;
    private final AtomicInteger numbers;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean peerClosed;
    private boolean closedHere;

    UpstreamConnection(SocketChannel channel, Behaviour behaviour, AtomicInteger numbers) {
        this.channel = channel;
        this.behaviour = behaviour;
        this.numbers = numbers;
    }

    void start() {
        Thread.startVirtualThread(this::receive);
        Thread.startVirtualThread(this::serve);
    }

    /** All bytes so far. */
    public synchronized byte[] bytes() {
        return received.toByteArray();
    }

    /** Whether the peer ended or reset the connection. */
    public synchronized boolean peerClosed() {
        return peerClosed;
    }

    /** Whether either side has ended it. */
    public synchronized boolean ended() {
        return peerClosed || closedHere;
    }

    /** Complete requests so far, read strictly. */
    public List<ParsedRequest> requests() {
        return StrictRequestJudge.read(bytes()).requests();
    }

    private void receive() {
        var buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                synchronized (this) {
                    received.write(buffer.array(), 0, buffer.position());
                    notifyAll();
                }
            }
        } catch (IOException _) {
            // A reset ends the connection like a close does; only the bytes matter.
        }
        synchronized (this) {
            peerClosed = true;
            notifyAll();
        }
    }

    private void serve() {
        int consumed = 0;
        int nth = 0;
        try {
            while (true) {
                byte[] bytes = awaitHead(consumed);
                List<ParsedRequest> head = StrictRequestJudge.head(bytes, consumed);
                if (head.isEmpty()) {
                    break;
                }
                int bodyStart = StrictRequestJudge.bodyStart(bytes, consumed);
                var exchange =
                        new UpstreamExchange(this, numbers.incrementAndGet(), ++nth, bodyStart);
                if (behaviour.onHead(head.getFirst(), exchange)) {
                    break;
                }
                StrictRequestJudge.Reading reading = awaitRequest(consumed);
                if (reading.requests().isEmpty()) {
                    break;
                }
                behaviour.answer(reading.requests().getFirst(), exchange);
                consumed = reading.consumed();
                if (ended()) {
                    break;
                }
            }
            close();
        } catch (IOException _) {
            closeQuietly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Bytes that hold a complete head at {@code from}, or whatever there is once the peer closed.
     */
    private synchronized byte[] awaitHead(int from) throws InterruptedException {
        while (true) {
            byte[] bytes = received.toByteArray();
            if (peerClosed
                    || StrictRequestJudge.bodyStart(bytes, from) >= 0
                    || faulty(bytes, from)) {
                return bytes;
            }
            wait();
        }
    }

    private static boolean faulty(byte[] bytes, int from) {
        return StrictRequestJudge.read(bytes, from, 1).state() == State.MALFORMED;
    }

    private synchronized StrictRequestJudge.Reading awaitRequest(int from)
            throws InterruptedException {
        while (true) {
            var reading = StrictRequestJudge.read(received.toByteArray(), from, 1);
            if (peerClosed || reading.state() != State.PARTIAL) {
                return reading;
            }
            wait();
        }
    }

    synchronized byte[] awaitBytes(int known, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (received.size() <= known && !peerClosed) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return received.toByteArray();
    }

    /** Waits until either side ended it, or for {@code limit}; whether it did. */
    public synchronized boolean awaitClosed(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!peerClosed && !closedHere) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return peerClosed || closedHere;
    }

    void write(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length));
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    void reset() throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        close();
    }

    void close() throws IOException {
        synchronized (this) {
            closedHere = true;
            notifyAll();
        }
        channel.close();
    }

    void closeQuietly() {
        try {
            close();
        } catch (IOException _) {
            // Already gone.
        }
    }
}
