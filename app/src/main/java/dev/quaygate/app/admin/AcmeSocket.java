package dev.quaygate.app.admin;

import dev.quaygate.acme.server.AcmeServer;
import dev.quaygate.acme.server.AcmeServerRequest;
import dev.quaygate.acme.server.AcmeServerResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ACME server on a unix socket in a directory that only we may enter, so that every request has
 * come through the data plane, with its limits. Speaks the same strict part of HTTP/1.1 as the
 * admin endpoint and shares nothing else with it.
 *
 * @param directory holds the socket, and is for this process alone
 */
public record AcmeSocket(Path directory, ServerSocketChannel channel, Set<SocketChannel> clients)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeSocket.class);
    private static final int CONNECTIONS = 200;
    private static final int BACKLOG = 128;
    private static final String NAME = "acme.sock";

    /** Where it listens. */
    public Path path() {
        return directory.resolve(NAME);
    }

    /** Listens, on virtual threads, until it is closed. */
    public static AcmeSocket open(AcmeServer server) throws IOException {
        Path directory = Files.createTempDirectory("quaygate"); // rwx------
        Path path = directory.resolve(NAME);
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        var socket = new AcmeSocket(directory, channel, ConcurrentHashMap.newKeySet());
        Thread.ofVirtual().name("acme-server").start(() -> socket.accept(server));
        return socket;
    }

    private void accept(AcmeServer server) {
        var free = new Semaphore(CONNECTIONS);
        while (channel.isOpen()) {
            try {
                SocketChannel client = channel.accept();
                if (!free.tryAcquire()) {
                    client.close();
                    continue;
                }
                Thread.ofVirtual()
                        .name("acme-client")
                        .start(() -> {
                            serve(server, client);
                            free.release();
                        });
            } catch (IOException e) {
                LOG.debug("acme.accept what={}", e.getMessage());
            }
        }
    }

    private void serve(AcmeServer server, SocketChannel client) {
        clients.add(client);
        try (client) {
            var reader =
                    new RequestReader(new BufferedInputStream(Channels.newInputStream(client)));
            while (exchange(server, reader, client)) {
                // Until the client goes or must go.
            }
        } catch (IOException e) {
            LOG.debug("acme.client what={}", e.getMessage());
        } finally {
            clients.remove(client);
        }
    }

    private static boolean exchange(AcmeServer server, RequestReader reader, SocketChannel client)
            throws IOException {
        boolean head = false;
        try {
            Optional<AdminRequest> next = reader.head();
            if (next.isEmpty()) {
                return false;
            }
            AdminRequest request = next.get();
            head = request.method().equals("HEAD");
            int length = RequestReader.length(request, AcmeServer.LARGEST_BODY);
            AdminRequest whole = length == 0 ? request : request.with(reader.body(length));
            send(client, server.answer(of(whole)), head, false);
            return true;
        } catch (Refusal refusal) {
            byte[] text = (refusal.detail() + "\n").getBytes(StandardCharsets.UTF_8);
            send(
                    client,
                    new AcmeServerResponse(
                            refusal.status(),
                            java.util.Map.of("Content-Type", "text/plain; charset=utf-8"),
                            text),
                    head,
                    true);
            return false;
        }
    }

    private static AcmeServerRequest of(AdminRequest request) throws Refusal {
        try {
            return new AcmeServerRequest(
                    request.method(),
                    "https://" + request.field("host").orElse(""),
                    request.target().split("\\?", 2)[0],
                    request.mediaType(),
                    request.body(),
                    client(request));
        } catch (IllegalArgumentException _) {
            throw Refusal.malformed(400, "Host is not a host");
        }
    }

    /** The last element is from our own data plane. */
    private static String client(AdminRequest request) {
        String chain = request.field("x-forwarded-for").orElse("");
        return chain.substring(chain.lastIndexOf(',') + 1).strip();
    }

    private static void send(
            SocketChannel client, AcmeServerResponse answer, boolean head, boolean close)
            throws IOException {
        var text = new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" .\r\n");
        answer.fields()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append("\r\n"));
        if (answer.status() != 204) {
            text.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        text.append(close ? "Connection: close\r\n\r\n" : "\r\n");
        write(client, text.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!head) {
            write(client, answer.body());
        }
    }

    private static void write(SocketChannel client, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int _ = client.write(buffer);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            for (SocketChannel client : clients) {
                client.close();
            }
            Files.deleteIfExists(path());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.debug("acme.close what={}", e.getMessage());
        }
    }
}
