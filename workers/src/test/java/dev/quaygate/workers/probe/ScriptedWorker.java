package dev.quaygate.workers.probe;

import dev.quaygate.workers.WorkerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A listener that does to one connection what a test says. */
final class ScriptedWorker implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final WorkerAddress address;
    private final CompletableFuture<String> request = new CompletableFuture<>();

    interface Script {
        void answer(SocketChannel channel) throws IOException, InterruptedException;
    }

    private ScriptedWorker(ServerSocketChannel listener, WorkerAddress address, Script script) {
        this.listener = listener;
        this.address = address;
        Thread.ofVirtual().name("scripted-worker").start(() -> serve(script));
    }

    static ScriptedWorker onSocket(Path path, Script script) throws IOException {
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        return new ScriptedWorker(listener, new WorkerAddress.Socket(path), script);
    }

    static ScriptedWorker onPort(Script script) throws IOException {
        var listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        return new ScriptedWorker(listener, new WorkerAddress.Port(port), script);
    }

    /** Says that text at once and leaves the connection open until the probe closes it. */
    static Script says(String text) {
        return channel -> {
            write(channel, text);
            awaitEnd(channel);
        };
    }

    /** Says that text and closes. */
    static Script saysAndCloses(String text) {
        return channel -> write(channel, text);
    }

    /** Says the first text, then x after x, until the probe has had enough. */
    static Script drips(String text) {
        return channel -> {
            write(channel, text);
            while (true) {
                Thread.sleep(5); // the drip itself, not a wait for something
                write(channel, "x");
            }
        };
    }

    static void write(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void awaitEnd(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (channel.read(buffer) >= 0) {
            buffer.clear();
        }
    }

    WorkerAddress address() {
        return address;
    }

    /** The head of the request, when it is whole. */
    String request() {
        return request.join();
    }

    private void serve(Script script) {
        try (SocketChannel channel = listener.accept()) {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            String head = "";
            while (!head.contains("\r\n\r\n") && channel.read(buffer) >= 0) {
                head = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            }
            request.complete(head);
            script.answer(channel);
        } catch (IOException | InterruptedException e) {
            request.completeExceptionally(e); // the probe has gone
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
