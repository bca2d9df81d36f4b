package dev.quaygate.it.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/2 client made of frames (RFC 9113): sends whatever it is given and notes whatever comes.
 *
 * <p>A thread of its own reads; it acknowledges SETTINGS and PING, and returns flow-control credit
 * unless {@link #stingy} was asked for.
 */
public final class H2Client implements AutoCloseable {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final SSLSocket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final List<H2Frame> frames = new ArrayList<>();
    private final HpackReader hpack = new HpackReader();
    private final List<List<String>> blocks = new ArrayList<>();
    private boolean closed;
    private boolean generous = true;
    private int nextStream = 1;

    private H2Client(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(0);
    }

    /** Connects, sends the preface and empty SETTINGS, and waits for the server's SETTINGS. */
    public static H2Client connect(int port, String sni) {
        return connect(port, sni, H2Frame.settings());
    }

    /** As {@link #connect(int, String)}, with this first frame. */
    public static H2Client connect(int port, String sni, H2Frame settings) {
        try {
            SSLSocket socket = H1Client.handshake(H1Client.connect(port), sni, List.of("h2"));
            if (!"h2".equals(socket.getApplicationProtocol())) {
                throw new IOException("no h2 but '" + socket.getApplicationProtocol() + "'");
            }
            var client = new H2Client(socket);
            client.out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
            client.send(settings);
            Thread.startVirtualThread(client::receive);
            client.await(frame -> frame.type() == H2Frame.SETTINGS, Duration.ofSeconds(5));
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException("no HTTP/2 with " + sni + " on port " + port, e);
        }
    }

    /**
     * On this TLS connection, whose client says {@code opening}: each piece in a TLS record and a
     * segment of its own. Stream 1 is taken.
     */
    public static H2Client saying(SSLSocket tls, byte[]... opening) throws IOException {
        var client = new H2Client(tls);
        client.stream();
        for (byte[] piece : opening) {
            client.out.write(piece);
            client.out.flush();
            CuttingSocket.pause();
        }
        Thread.startVirtualThread(client::receive);
        return client;
    }

    /** The connection preface of RFC 9113 section 3.4, with empty SETTINGS, and these frames. */
    public static byte[] opening(H2Frame... frames) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(H2Frame.settings().encoded());
        for (H2Frame frame : frames) {
            bytes.writeBytes(frame.encoded());
        }
        return bytes.toByteArray();
    }

    /** From now on no credit is returned: the server may send no more than the initial windows. */
    public synchronized H2Client stingy() {
        generous = false;
        return this;
    }

    /** A fresh stream identifier. */
    public synchronized int stream() {
        int stream = nextStream;
        nextStream += 2;
        return stream;
    }

    /** Sends frames as they are, in one write. */
    public void send(H2Frame... some) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (H2Frame frame : some) {
            bytes.writeBytes(frame.encoded());
        }
        synchronized (out) {
            out.write(bytes.toByteArray());
            out.flush();
        }
    }

    /** Opens a GET and returns its stream. */
    public int get(String authority, String path, String... namesAndValues) throws IOException {
        int stream = stream();
        send(H2Frame.headers(stream, request("GET", authority, path, namesAndValues), true));
        return stream;
    }

    /** The header block of a normal request. */
    public static byte[] request(
            String method, String authority, String path, String... namesAndValues) {
        var hpack =
                new Hpack()
                        .literal(":method", method)
                        .literal(":scheme", "https")
                        .literal(":authority", authority)
                        .literal(":path", path);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            hpack.literal(namesAndValues[i], namesAndValues[i + 1]);
        }
        return hpack.bytes();
    }

    /** Sends a GET and waits for the end of its answer. */
    public H2Response exchange(String authority, String path, String... namesAndValues)
            throws IOException {
        return awaitResponse(get(authority, path, namesAndValues), Duration.ofSeconds(10));
    }

    /** The answer on {@code stream} once it is over, or as far as it came. */
    public H2Response awaitResponse(int stream, Duration limit) {
        awaitUntil(() -> closed || response(stream).over(), limit);
        return response(stream);
    }

    /** Waits for a frame; the first that fits. */
    public List<H2Frame> await(Predicate<H2Frame> wanted, Duration limit) {
        awaitUntil(() -> closed || frames.stream().anyMatch(wanted), limit);
        return frames().stream().filter(wanted).limit(1).toList();
    }

    /** Error code of the first GOAWAY within {@code limit}; -1 if none came. */
    public int awaitGoAway(Duration limit) {
        List<H2Frame> found = await(frame -> frame.type() == H2Frame.GOAWAY, limit);
        return found.isEmpty() ? -1 : found.getFirst().numberAt(4);
    }

    /** Whether the server closed the connection within {@code limit}. */
    public boolean awaitClosed(Duration limit) {
        awaitUntil(() -> closed, limit);
        return closed();
    }

    public synchronized boolean closed() {
        return closed;
    }

    public synchronized List<H2Frame> frames() {
        return List.copyOf(frames);
    }

    public int count(int type) {
        return (int) frames().stream().filter(frame -> frame.type() == type).count();
    }

    /** What came on {@code stream} so far. */
    public synchronized H2Response response(int stream) {
        int status = 0;
        var interim = new ArrayList<Integer>();
        List<String> fields = List.of();
        List<String> trailers = List.of();
        var body = new ByteArrayOutputStream();
        boolean ended = false;
        int reset = -1;
        for (int i = 0; i < frames.size(); i++) {
            H2Frame frame = frames.get(i);
            if (frame.stream() != stream) {
                continue;
            }
            switch (frame.type()) {
                case H2Frame.HEADERS -> {
                    List<String> block = blocks.get(i);
                    if (status > 0) {
                        trailers = block;
                    } else if (statusOf(block) < 200) {
                        interim.add(statusOf(block));
                    } else {
                        status = statusOf(block);
                        fields = block;
                    }
                    ended |= frame.has(H2Frame.END_STREAM);
                }
                case H2Frame.DATA -> {
                    body.writeBytes(frame.payload());
                    ended |= frame.has(H2Frame.END_STREAM);
                }
                case H2Frame.RST_STREAM -> reset = frame.numberAt(0);
                default -> {}
            }
        }
        return new H2Response(status, interim, fields, body.toByteArray(), trailers, ended, reset);
    }

    private static int statusOf(List<String> block) {
        return block.stream()
                .filter(field -> field.startsWith(":status: "))
                .map(field -> Integer.parseInt(field.substring(9)))
                .findFirst()
                .orElse(999);
    }

    public SSLSocket socket() {
        return socket;
    }

    private void receive() {
        try {
            while (true) {
                H2Frame frame = read();
                while ((frame.type() == H2Frame.HEADERS || frame.type() == H2Frame.CONTINUATION)
                        && !frame.has(H2Frame.END_HEADERS)) {
                    H2Frame more = read();
                    var whole = new ByteArrayOutputStream();
                    whole.writeBytes(frame.payload());
                    whole.writeBytes(more.payload());
                    frame =
                            new H2Frame(
                                    frame.type(),
                                    frame.flags() | more.flags(),
                                    frame.stream(),
                                    whole.toByteArray());
                }
                note(frame);
                answer(frame);
            }
        } catch (IOException _) {
            // Ended by either side: the waiting threads are told below.
        } finally {
            synchronized (this) {
                closed = true;
                notifyAll();
            }
        }
    }

    private H2Frame read() throws IOException {
        int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & 0x7fffffff;
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new IOException("closed inside a frame");
        }
        return new H2Frame(type, flags, stream, payload);
    }

    private synchronized void note(H2Frame frame) throws IOException {
        List<String> block =
                frame.type() == H2Frame.HEADERS ? hpack.read(frame.payload()) : List.of();
        frames.add(frame);
        blocks.add(block);
        notifyAll();
    }

    private void answer(H2Frame frame) throws IOException {
        boolean credit;
        synchronized (this) {
            credit = generous;
        }
        if (frame.type() == H2Frame.SETTINGS && !frame.has(H2Frame.ACK)) {
            send(new H2Frame(H2Frame.SETTINGS, H2Frame.ACK, 0, new byte[0]));
        } else if (frame.type() == H2Frame.PING && !frame.has(H2Frame.ACK)) {
            send(new H2Frame(H2Frame.PING, H2Frame.ACK, 0, frame.payload()));
        } else if (frame.type() == H2Frame.DATA && credit && frame.payload().length > 0) {
            send(
                    H2Frame.windowUpdate(0, frame.payload().length),
                    H2Frame.windowUpdate(frame.stream(), frame.payload().length));
        }
    }

    private synchronized void awaitUntil(BooleanSupplier done, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!done.getAsBoolean()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                wait(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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
