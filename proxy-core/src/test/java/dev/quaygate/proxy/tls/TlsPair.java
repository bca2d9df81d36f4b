package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** {@link DirectTls} in a channel of memory, and the JDK's engine as its client. */
final class TlsPair implements AutoCloseable {
    static final TicketKeys TICKETS = new TicketKeys();
    private static final NativeContext CONTEXT = TestIdentity.context(TICKETS);

    final SSLEngine engine;
    final TlsSession session;
    final EmbeddedChannel channel = new EmbeddedChannel();
    final LoopLocal loop =
            new LoopLocal(0, channel.eventLoop(), InstantSource.system(), new Random(7));
    final DirectTls tls;

    /** Events and failures, in order. */
    final List<Object> events = new ArrayList<>();

    /** How many messages the reader got. */
    int messages;

    final ByteArrayOutputStream read = new ByteArrayOutputStream();
    final ByteArrayOutputStream clientRead = new ByteArrayOutputStream();

    /** Records that the client has read, handshake included. */
    int clientRecords;

    private ByteBuffer toClient = ByteBuffer.allocate(1 << 22).limit(0);

    TlsPair(String version) {
        this(version, client());
    }

    /**
     * @param client with the sessions that it may resume
     */
    TlsPair(String version, SSLContext client) {
        this(version, client, CONTEXT);
    }

    /**
     * @param server with its certificates
     */
    TlsPair(String version, SSLContext client, NativeContext server) {
        session = new TlsSession(server);
        tls = new DirectTls(session, loop, 10_000_000_000L);
        engine = client.createSSLEngine("a.test", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(new String[] {"h2"});
        engine.setSSLParameters(parameters);
        channel.pipeline().addLast("tls", tls).addLast(new Reader());
    }

    private final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            messages++;
            ByteBuf plain = (ByteBuf) message;
            byte[] bytes = new byte[plain.readableBytes()];
            plain.readBytes(bytes);
            read.writeBytes(bytes);
            plain.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            events.add(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            events.add(cause);
        }
    }

    static SSLContext client() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAnyone()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustAnyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** What the client has to say: handshake, and at most one record with {@code plain}. */
    byte[] clientWrites(byte... plain) throws SSLException {
        var out = new ByteArrayOutputStream();
        ByteBuffer source = ByteBuffer.wrap(plain);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        boolean more = true;
        while (more) {
            tasks();
            var result = engine.wrap(source, record);
            out.write(record.array(), 0, record.position());
            record.clear();
            more =
                    result.getStatus() == Status.OK
                            && (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                                    || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                                    || source.hasRemaining() && result.bytesProduced() > 0);
        }
        return out.toByteArray();
    }

    private void tasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; ) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** Gives bytes to the server in one read. */
    void serverReads(byte... bytes) {
        if (!channel.isOpen()) {
            return;
        }
        channel.writeInbound(Unpooled.directBuffer().writeBytes(bytes));
        channel.runPendingTasks();
    }

    /** Takes what the server has sent. */
    byte[] serverSent() {
        var out = new ByteArrayOutputStream();
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            byte[] bytes = new byte[sent.readableBytes()];
            sent.readBytes(bytes);
            out.writeBytes(bytes);
            sent.release();
        }
        return out.toByteArray();
    }

    /** Gives bytes to the client. */
    void clientReads(byte... bytes) throws SSLException {
        toClient.compact();
        if (toClient.remaining() < bytes.length) {
            ByteBuffer larger = ByteBuffer.allocate(toClient.position() + bytes.length);
            toClient = larger.put(toClient.flip());
        }
        toClient.put(bytes).flip();
        ByteBuffer plain = ByteBuffer.allocate(1 << 15);
        boolean more = true;
        while (more) {
            tasks();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                return;
            }
            var result = engine.unwrap(toClient, plain);
            clientRead.write(plain.array(), 0, plain.position());
            plain.clear();
            clientRecords += result.bytesConsumed() > 0 ? 1 : 0;
            more =
                    result.getStatus() == Status.OK && result.bytesConsumed() > 0
                            || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
        }
    }

    /** Passes bytes in both directions until both are silent. */
    void pump() throws SSLException {
        boolean moved = true;
        while (moved) {
            byte[] client = clientWrites();
            if (client.length > 0) {
                serverReads(client);
            }
            byte[] server = serverSent();
            clientReads(server);
            moved = client.length + server.length > 0;
        }
    }

    TlsPair shaken() throws SSLException {
        pump();
        if (!isShaken()) {
            throw new IllegalStateException("no handshake: " + events);
        }
        return this;
    }

    boolean isShaken() {
        return events.stream().anyMatch(event -> event == SslHandshakeCompletionEvent.SUCCESS);
    }

    boolean hasFailed() {
        return events.stream()
                .anyMatch(event ->
                        event instanceof Throwable
                                || event instanceof SslHandshakeCompletionEvent end
                                        && !end.isSuccess());
    }

    boolean isClosedByClient() {
        return events.contains(SslCloseCompletionEvent.SUCCESS);
    }

    /** Closes the socket without a word. */
    void cut() {
        channel.unsafe().close(channel.newPromise());
        channel.runPendingTasks();
    }

    @Override
    public void close() {
        cut();
        serverSent();
        channel.releaseInbound();
    }
}
