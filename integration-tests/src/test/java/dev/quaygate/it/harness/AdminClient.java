package dev.quaygate.it.harness;

import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The admin API over its unix socket, one connection per request. */
public final class AdminClient {
    private final Path socket;

    public AdminClient(Path socket) {
        this.socket = socket;
    }

    public H1Response get(String path) throws IOException {
        return exchange(
                "GET "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n\r\n");
    }

    public H1Response post(String path, String json) throws IOException {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return exchange(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nX-Quaygate: 1\r\n"
                        + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + length
                        + "\r\n\r\n"
                        + json);
    }

    private H1Response exchange(String request) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return H1Response.read(Channels.newInputStream(channel));
        }
    }
}
