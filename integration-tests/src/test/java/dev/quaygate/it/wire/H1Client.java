package dev.quaygate.it.wire;

import dev.quaygate.it.harness.TrustAll;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A raw HTTP/1 client: says exactly the bytes that it is given, on a clear or a TLS connection to
 * loopback.
 */
public final class H1Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final H1ResponseReader reader;

    private H1Client(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        this.out = socket.getOutputStream();
        this.reader = new H1ResponseReader(in);
    }

    public static H1Client clear(int port) {
        try {
            return new H1Client(connect(port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to port " + port, e);
        }
    }

    /** From another loopback address, so that the peer sees another client. */
    public static H1Client from(String source, int port) {
        try {
            return new H1Client(socketFrom(source, port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect from " + source + " to port " + port, e);
        }
    }

    /** The bare connection of {@link #from}. */
    public static Socket socketFrom(String source, int port) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        socket.bind(new InetSocketAddress(source, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /** In clear over this connection. */
    public static H1Client over(Socket socket) throws IOException {
        return new H1Client(socket);
    }

    /** In TLS over this connection, which offers one protocol by ALPN. */
    public static H1Client over(Socket socket, String sni, String alpn) throws IOException {
        return new H1Client(handshake(socket, sni, List.of(alpn)));
    }

    public static H1Client tls(int port, String sni) {
        return tls(port, sni, List.of("http/1.1"));
    }

    public static H1Client tls(int port, String sni, List<String> alpn) {
        try {
            return new H1Client(handshake(connect(port), sni, alpn));
        } catch (IOException e) {
            throw new UncheckedIOException("no TLS with " + sni + " on port " + port, e);
        }
    }

    static Socket connect(int port) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    static SSLSocket handshake(Socket socket, String sni, List<String> alpn) throws IOException {
        var tls =
                (SSLSocket)
                        TrustAll.context()
                                .getSocketFactory()
                                .createSocket(socket, "127.0.0.1", socket.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setServerNames(sni.isEmpty() ? List.of() : List.of(new SNIHostName(sni)));
        parameters.setApplicationProtocols(alpn.toArray(String[]::new));
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    /** The TLS side of the connection. */
    public SSLSocket tls() {
        return (SSLSocket) socket;
    }

    public H1Client timeout(Duration limit) {
        try {
            socket.setSoTimeout((int) limit.toMillis());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text as ISO 8859-1. */
    public H1Client send(String latin1) throws IOException {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public H1Client send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** A complete GET without body; {@code fields} are lines without their end. */
    public H1Client get(String host, String target, String... fields) throws IOException {
        var head = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    /** A GET on a connection of its own, and its answer. */
    public static H1Response fetch(int port, String host, String target, String... fields)
            throws IOException {
        try (H1Client client = clear(port)) {
            return client.get(host, target, fields).read();
        }
    }

    /** The next final answer. */
    public H1Response read() throws IOException {
        return reader.read(false);
    }

    /** The next final answer, to a HEAD request: without body whatever its length says. */
    public H1Response readToHead() throws IOException {
        return reader.read(true);
    }

    /** Status line and fields; the body is read by {@link #chunk} or {@link #in}. */
    public H1Response readHead() throws IOException {
        return reader.head();
    }

    public String chunk() throws IOException {
        return reader.chunk();
    }

    public InputStream in() {
        return in;
    }

    /** Ends our side: FIN, or close_notify on TLS. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * Whether the peer ends the connection within {@code limit}; bytes before the end are thrown
     * away.
     */
    public boolean awaitClosed(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            byte[] sink = new byte[16 * 1024];
            while (true) {
                int left = (int) ((end - System.nanoTime()) / 1_000_000);
                if (left <= 0) {
                    return false;
                }
                socket.setSoTimeout(left);
                if (in.read(sink) < 0) {
                    return true;
                }
            }
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    public Socket socket() {
        return socket;
    }

    /** Closes with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // The peer was faster.
        }
    }
}
