package dev.quaygate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An address whose every connection goes to one of several ports, drawn by lot: what names with
 * several addresses are to a client.
 */
public final class LotteryDoor implements AutoCloseable {
    private final ServerSocket door;
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final Map<Integer, AtomicInteger> drawn = new ConcurrentHashMap<>();
    private final Random random;

    public LotteryDoor(long seed) {
        random = new Random(seed);
        try {
            door = new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    public void leadTo(int port) {
        drawn.put(port, new AtomicInteger());
        ports.add(port);
    }

    /** Connections that each port has got. */
    public Map<Integer, Integer> drawn() {
        var counts = new TreeMap<Integer, Integer>();
        drawn.forEach((port, count) -> counts.put(port, count.get()));
        return counts;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.startVirtualThread(() -> forward(client));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private synchronized int draw() {
        int port = ports.get(random.nextInt(ports.size()));
        int _ = drawn.computeIfAbsent(port, _ -> new AtomicInteger()).incrementAndGet();
        return port;
    }

    private void forward(Socket client) {
        try (client;
                var server = new Socket(InetAddress.ofLiteral("127.0.0.1"), draw())) {
            Thread back = Thread.startVirtualThread(() -> pump(server, client));
            client.getInputStream().transferTo(server.getOutputStream());
            server.shutdownOutput();
            back.join();
        } catch (IOException _) {
            // The client sees a connection that ends.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // One of them is gone.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
