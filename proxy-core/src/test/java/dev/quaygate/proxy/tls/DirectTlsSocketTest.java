package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The way from the memory of the loop to a real socket, and from there: it returns what it reads.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class DirectTlsSocketTest {
    private static final NativeContext CONTEXT = TestIdentity.context(new TicketKeys());
    private static final MultiThreadIoEventLoopGroup GROUP =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private static final LoopLocal LOOP =
            new LoopLocal(0, (EventLoop) GROUP.next(), InstantSource.system(), new Random(7));
    private static final Queue<TlsSession> SESSIONS = new ConcurrentLinkedQueue<>();
    private static final BlockingQueue<Channel> CLOSED = new LinkedBlockingQueue<>();
    private static Channel server;

    @BeforeAll
    static void listen() {
        server =
                new ServerBootstrap()
                        .group(GROUP)
                        .channel(EpollServerSocketChannel.class)
                        .childHandler(new Accept())
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
    }

    @AfterAll
    static void stop() {
        GROUP.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @AfterEach
    void allIsClosed() throws InterruptedException {
        while (SESSIONS.poll() != null) {
            assertThat(CLOSED.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private static final class Accept extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            TlsReceive.install(channel, LOOP);
            var session = new TlsSession(CONTEXT);
            SESSIONS.add(session);
            channel.closeFuture().addListener(_ -> CLOSED.add(channel));
            channel.pipeline()
                    .addLast(new DirectTls(session, LOOP, 10_000_000_000L))
                    .addLast(new Echo());
        }
    }

    /** Reads no more while the client takes nothing. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.write(((ByteBuf) message), ctx.voidPromise());
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /**
     * @param raw what can be reset without a goodbye
     */
    private record Client(Socket raw, SSLSocket tls) implements AutoCloseable {
        static Client connect() throws IOException {
            var address = (InetSocketAddress) server.localAddress();
            var raw = new Socket(address.getAddress(), address.getPort());
            raw.setSoLinger(true, 0);
            var tls =
                    (SSLSocket)
                            TlsPair.client()
                                    .getSocketFactory()
                                    .createSocket(raw, "a.test", address.getPort(), true);
            return new Client(raw, tls);
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }

    @Test
    void returnsWhatItReadsToAClientThatReadsLate() throws Exception {
        byte[] sent = new byte[12 << 20];
        new Random(5).nextBytes(sent);
        try (Client client = Client.connect()) {
            client.tls.startHandshake();
            Thread writer = Thread.ofVirtual().start(() -> write(client, sent));
            InputStream in = client.tls.getInputStream();
            byte[] got = in.readNBytes(sent.length);
            writer.join();
            assertThat(got).isEqualTo(sent);
        }
    }

    /** As much as the server takes before it or the client is gone. */
    private static void write(Client client, byte[] bytes) {
        try {
            client.tls.getOutputStream().write(bytes);
        } catch (IOException gone) {
            assertThat(gone).isNotNull();
        }
    }

    @Test
    void freesEverySessionOfClientsThatAreResetAtAnyMoment() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < 100; i++) {
            try (Client client = Client.connect()) {
                if (i % 3 > 0) {
                    client.tls.startHandshake();
                }
                if (i % 3 > 1) {
                    // More than both socket buffers hold is under way when the reset comes.
                    Thread.ofVirtual().start(() -> write(client, megabyte));
                    assertThat(client.tls.getInputStream().read()).isZero();
                }
            }
        }
        for (int i = 0; i < 100; i++) {
            assertThat(CLOSED.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        awaitInactive();
        assertThat(SESSIONS).hasSize(100).noneMatch(TlsSession::isOpen);
        SESSIONS.clear();
    }

    @Test
    void freesTheSessionOfAClientThatSendsHalfAHello() throws Exception {
        var address = (InetSocketAddress) server.localAddress();
        try (var client = new Socket(address.getAddress(), address.getPort())) {
            client.setSoLinger(true, 0);
            client.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1, 0});
        }
        assertThat(CLOSED.poll(10, TimeUnit.SECONDS)).isNotNull();
        awaitInactive();
        assertThat(SESSIONS).hasSize(1).noneMatch(TlsSession::isOpen);
        SESSIONS.clear();
    }

    /**
     * A channel says that it is closed before the loop tells its handlers in a task of its own: the
     * first of these tasks may still come before that one, the second cannot.
     */
    private static void awaitInactive() {
        LOOP.loop.submit(() -> {}).syncUninterruptibly();
        LOOP.loop.submit(() -> {}).syncUninterruptibly();
    }
}
