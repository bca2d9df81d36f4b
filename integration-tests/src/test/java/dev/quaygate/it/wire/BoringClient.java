package dev.quaygate.it.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSL;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A TLS client by BoringSSL, which knows key exchange groups that the JDK's does not. */
public final class BoringClient {
    static {
        // The program's logging is on the class path and would print Netty's start-up at length.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    private BoringClient() {}

    /**
     * What came of one request.
     *
     * @param group key exchange group as the client's library names it
     * @param answer all bytes of the answer
     */
    public record Reply(String group, String answer) {}

    /**
     * Connects with these groups alone, asks for {@code path} and reads to the end.
     *
     * @throws IOException if the handshake fails
     */
    public static Reply get(int port, String sni, String path, String... groups)
            throws IOException {
        var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            SslContext context =
                    SslContextBuilder.forClient()
                            .sslProvider(SslProvider.OPENSSL)
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .option(OpenSslContextOption.GROUPS, groups)
                            .build();
            var reader = new ToTheEnd();
            Channel channel =
                    new Bootstrap()
                            .group(loops)
                            .channel(NioSocketChannel.class)
                            .handler(pipeline(context, sni, port, reader))
                            .connect("127.0.0.1", port)
                            .sync()
                            .channel();
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (!tls.handshakeFuture().await(10, TimeUnit.SECONDS)
                    || !tls.handshakeFuture().isSuccess()) {
                throw new IOException("no handshake", tls.handshakeFuture().cause());
            }
            String group = group(channel, tls);
            channel.writeAndFlush(Unpooled.copiedBuffer(request(sni, path), StandardCharsets.UTF_8))
                    .sync();
            return new Reply(group, reader.answer.get(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException
                | TimeoutException e) {
            throw new IOException("no answer", e);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static ChannelInitializer<Channel> pipeline(
            SslContext context, String sni, int port, ToTheEnd reader) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(context.newHandler(channel.alloc(), sni, port), reader);
            }
        };
    }

    /** The engine belongs to its event loop. */
    private static String group(Channel channel, SslHandler tls)
            throws InterruptedException, ExecutionException {
        return channel.eventLoop()
                .submit(
                        () ->
                                SSL.getGroupName(
                                        ((ReferenceCountedOpenSslEngine) tls.engine())
                                                .sslPointer()))
                .get();
    }

    private static String request(String host, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    private static final class ToTheEnd extends SimpleChannelInboundHandler<ByteBuf> {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<String> answer = new CompletableFuture<>();

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.complete(text.toString());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            answer.completeExceptionally(cause);
            context.close();
        }
    }
}
