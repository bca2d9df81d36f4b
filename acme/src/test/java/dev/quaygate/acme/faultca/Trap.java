package dev.quaygate.acme.faultca;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** A host that nobody should turn to; counts who does. */
final class Trap implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    private final AtomicInteger caught = new AtomicInteger();

    Trap() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    /** An address on it; its host is not the one of the directory. */
    String url() {
        return "https://127.0.0.1:" + server.getLocalPort() + "/trap";
    }

    int caught() {
        return caught.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                server.accept().close();
                caught.incrementAndGet();
            } catch (IOException _) {
                // closed
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
