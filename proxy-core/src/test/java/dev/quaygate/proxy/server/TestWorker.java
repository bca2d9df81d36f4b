package dev.quaygate.proxy.server;

import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker on a free port of the loopback. Answers every request 200, those whose path begins with
 * {@code /slow} only when they are let go. Bodies are not read.
 */
final class TestWorker implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final Semaphore slowOnes = new Semaphore(0);
    private final AtomicInteger requests = new AtomicInteger();

    TestWorker() throws IOException {
        listening = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    EndpointSettings endpoint() {
        return new EndpointSettings(address(), 1);
    }

    EndpointAddress address() {
        return new EndpointAddress.Tcp("127.0.0.1", listening.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    /** Waits until so many slow requests have come, beside those awaited before. */
    void awaitSlow(int count) throws InterruptedException {
        slowOnes.acquire(count);
    }

    void letGo() {
        mayAnswer.countDown();
    }

    /** Ends like a process that is killed: the kernel resets what it had open. */
    void kill() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        letGo();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            String line;
            while ((line = in.readLine()) != null) {
                requests.incrementAndGet();
                boolean slow = line.contains(" /slow");
                while (!line.isEmpty()) {
                    line = next(in);
                }
                if (slow) {
                    slowOnes.release();
                    mayAnswer.await();
                }
                socket.getOutputStream().write(ANSWER);
            }
        } catch (IOException | UncheckedIOException _) {
            // the other side has gone, or we were killed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String next(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("half a head");
        }
        return line;
    }
}
