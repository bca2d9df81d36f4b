package dev.quaygate.it.harness;

import dev.quaygate.it.wire.WebSocketFrames;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket server that sends every frame back as it came, and keeps none: for long runs. */
public final class WebSocketEcho implements AutoCloseable {
    private static final String KEY = "sec-websocket-key:";

    private final ServerSocket server;

    private WebSocketEcho(ServerSocket server) {
        this.server = server;
    }

    /** On a free loopback port. */
    public static WebSocketEcho start() {
        try {
            var echo =
                    new WebSocketEcho(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
            Thread.startVirtualThread(echo::accept);
            return echo;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                Thread.startVirtualThread(() -> serve(client));
            }
        } catch (IOException _) {
            // Closed at the end of the test.
        }
    }

    private static void serve(Socket client) {
        try (client) {
            var in = new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
            var out = new BufferedOutputStream(client.getOutputStream(), 1 << 16);
            upgrade(in, out);
            int opcode = 0;
            while (opcode != WebSocketFrames.CLOSE) {
                opcode = echo(in, out);
                if (in.available() == 0 || opcode == WebSocketFrames.CLOSE) {
                    out.flush();
                }
            }
        } catch (IOException _) {
            // The client is gone, which the test sees on its side.
        }
    }

    @SuppressWarnings("deprecation") // readLine: a head is ASCII
    private static void upgrade(DataInputStream in, OutputStream out) throws IOException {
        String key = "";
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.regionMatches(true, 0, KEY, 0, KEY.length())) {
                key = line.substring(KEY.length()).strip();
            }
        }
        out.write(
                ("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Accept: "
                                + WebSocketFrames.accept(key)
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** One frame back, unmasked; its opcode. */
    private static int echo(DataInputStream in, OutputStream out) throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        byte[] frame = WebSocketFrames.encode(first & 0x0f, payload, false);
        frame[0] = (byte) first;
        out.write(frame);
        return first & 0x0f;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
