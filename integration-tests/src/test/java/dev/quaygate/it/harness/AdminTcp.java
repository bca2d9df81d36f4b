package dev.quaygate.it.harness;

import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Says bytes to the admin endpoint over TCP, one connection per request.
 *
 * @param port where it listens on 127.0.0.1
 * @param from the loopback address to come from, as failures are counted by address
 */
public record AdminTcp(int port, String from) {

    /** The answer to a whole request, given with its line ends. */
    public H1Response say(String request) throws IOException {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return H1Response.read(socket.getInputStream());
        }
    }

    /** A GET with more field lines. */
    public H1Response get(String target, String... fields) throws IOException {
        return say(
                "GET "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + Arrays.stream(fields)
                                .map(field -> field + "\r\n")
                                .collect(Collectors.joining())
                        + "\r\n");
    }
}
