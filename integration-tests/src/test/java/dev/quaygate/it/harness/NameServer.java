package dev.quaygate.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server (RFC 1035) over UDP that knows the IPv4 addresses a test gives it. */
public final class NameServer implements AutoCloseable {
    private static final int NO_SUCH_NAME = 3;
    private static final int TYPE_A = 1;
    private static final int TTL_SECONDS = 1;

    private final DatagramSocket socket;
    private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();

    private NameServer(DatagramSocket socket) {
        this.socket = socket;
        Thread.startVirtualThread(this::serve);
    }

    public static NameServer start() {
        try {
            return new NameServer(
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code /etc/resolv.conf} says to ask this one. */
    public String resolvConf() {
        return "port " + socket.getLocalPort() + "\nnameserver 127.0.0.1\noptions ndots:1\n";
    }

    /** From now on {@code name} has these addresses, or does not exist if there are none. */
    public void set(String name, String... all) {
        addresses.put(name, List.of(all));
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException _) {
                // closed, or the asker has gone
            }
        }
    }

    private byte[] answer(ByteBuffer question) throws IOException {
        short id = question.getShort();
        question.position(12);
        int start = question.position();
        String name = name(question);
        int type = question.getShort();
        question.getShort();
        byte[] asked = new byte[question.position() - start];
        question.get(start, asked);
        List<String> known = addresses.getOrDefault(name, List.of());
        List<String> told = type == TYPE_A ? known : List.of();
        var out = new ByteArrayOutputStream();
        int flags = 0x8180 | (known.isEmpty() ? NO_SUCH_NAME : 0);
        out.writeBytes(
                ByteBuffer.allocate(12)
                        .putShort(id)
                        .putShort((short) flags)
                        .putShort((short) 1)
                        .putShort((short) told.size())
                        .array());
        out.writeBytes(asked);
        for (String address : told) {
            out.writeBytes(
                    ByteBuffer.allocate(16)
                            .putShort((short) 0xc00c)
                            .putShort((short) TYPE_A)
                            .putShort((short) 1)
                            .putInt(TTL_SECONDS)
                            .putShort((short) 4)
                            .put(InetAddress.ofLiteral(address).getAddress())
                            .array());
        }
        return out.toByteArray();
    }

    private static String name(ByteBuffer question) {
        var name = new StringBuilder();
        for (int length = question.get(); length > 0; length = question.get()) {
            byte[] label = new byte[length];
            question.get(label);
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(label, StandardCharsets.US_ASCII));
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        socket.close();
    }
}
