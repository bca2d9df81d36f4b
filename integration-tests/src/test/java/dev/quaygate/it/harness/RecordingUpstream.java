package dev.quaygate.it.harness;

import dev.quaygate.it.corpus.ParsedRequest;
import dev.quaygate.it.corpus.StrictRequestJudge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A raw socket server that keeps every byte of every connection and answers as its {@link
 * Behaviour} says.
 */
public final class RecordingUpstream implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Behaviour behaviour;
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<UpstreamConnection> connections = new CopyOnWriteArrayList<>();

    private RecordingUpstream(ServerSocketChannel server, Behaviour behaviour) {
        this.server = server;
        this.behaviour = behaviour;
        Thread.startVirtualThread(this::accept);
    }

    /** On a free loopback port, with numbered answers. */
    public static RecordingUpstream numbered() {
        return answering((request, exchange) -> exchange.numbered(request));
    }

    /** On a free loopback port. */
    public static RecordingUpstream answering(Behaviour behaviour) {
        return onPort(0, behaviour);
    }

    /** On {@code port} of 127.0.0.1. */
    public static RecordingUpstream onPort(int port, Behaviour behaviour) {
        return listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), behaviour);
    }

    /** On a unix socket at {@code path}, which must not exist. */
    public static RecordingUpstream onSocket(Path path, Behaviour behaviour) {
        return listen(UnixDomainSocketAddress.of(path), behaviour);
    }

    private static RecordingUpstream listen(SocketAddress address, Behaviour behaviour) {
        try {
            ServerSocketChannel server =
                    address instanceof UnixDomainSocketAddress
                            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            : ServerSocketChannel.open()
                                    .setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(address, 1024);
            return new RecordingUpstream(server, behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address, e);
        }
    }

    public int port() {
        try {
            return ((InetSocketAddress) server.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<UpstreamConnection> connections() {
        return List.copyOf(connections);
    }

    /**
     * Heads of all requests so far, over all connections, in no particular order between
     * connections.
     */
    public List<ParsedRequest> requests() {
        return connections.stream().flatMap(connection -> connection.requests().stream()).toList();
    }

    public int requestCount() {
        return numbers.get();
    }

    /** How much each connection has received by now, for {@link #since}. */
    public Map<UpstreamConnection, Integer> mark() {
        var mark = new HashMap<UpstreamConnection, Integer>();
        connections.forEach(connection -> mark.put(connection, connection.bytes().length));
        return mark;
    }

    /** What arrived after {@code mark}, one slice per connection that received something. */
    public List<Slice> since(Map<UpstreamConnection, Integer> mark) {
        return connections.stream()
                .map(connection -> slice(connection, mark.getOrDefault(connection, 0)))
                .filter(slice -> slice.bytes().length > 0)
                .toList();
    }

    private static Slice slice(UpstreamConnection connection, int from) {
        boolean ended = connection.ended();
        byte[] bytes = connection.bytes();
        return new Slice(connection, Arrays.copyOfRange(bytes, from, bytes.length), ended);
    }

    /**
     * Bytes of one connection.
     *
     * @param ended whether the connection was over when the slice was taken
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares slices
    public record Slice(UpstreamConnection connection, byte[] bytes, boolean ended) {
        public StrictRequestJudge.Reading read() {
            return StrictRequestJudge.read(bytes);
        }
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = server.accept();
                if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                var connection = new UpstreamConnection(channel, behaviour, numbers);
                connections.add(connection);
                connection.start();
            } catch (IOException _) {
                return;
            }
        }
    }

    /** Waits until every open connection has been ended by the peer. */
    public boolean awaitAllClosed(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (UpstreamConnection connection : connections) {
            if (!connection.awaitClosed(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            connections.forEach(UpstreamConnection::closeQuietly);
        }
    }
}
