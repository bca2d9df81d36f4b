package dev.quaygate.it.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection to loopback that ends a TCP segment after one chosen byte, also inside a TLS record
 * or a handshake when TLS is spoken over it. One thread writes.
 */
public final class CuttingSocket extends Socket {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private int firstWrite;
    private int left; // bytes until the cut; none is to come unless positive

    private CuttingSocket() {}

    /** Connected, with no cut asked for yet. */
    public static CuttingSocket to(int port) throws IOException {
        var socket = new CuttingSocket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /** Of all that is written from now on, the first {@code bytes} go in a segment of their own. */
    public CuttingSocket cutAfter(int bytes) {
        left = bytes;
        return this;
    }

    /** How many bytes the first write had: with TLS, the ClientHello. */
    public int firstWrite() {
        return firstWrite;
    }

    /** Time for the peer to read one segment before the next; only the cut depends on it. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                firstWrite = firstWrite == 0 ? length : firstWrite;
                if (left <= 0 || left > length) {
                    left -= length;
                    out.write(bytes, from, length);
                    return;
                }
                int first = left;
                left = 0;
                out.write(bytes, from, first);
                pause();
                out.write(bytes, from + first, length - first);
            }
        };
    }
}
