package dev.quaygate.app.systemd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datagrams to the socket in {@code NOTIFY_SOCKET}, in order. Nothing here waits: whoever reads the
 * socket may be slow, dead or restarting.
 */
final class NotifySocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);
    private static final long PATIENCE_SECONDS = 2;

    private final EventLoopGroup group;
    private final Channel channel;
    private volatile boolean complained;

    private NotifySocket(EventLoopGroup group, Channel channel) {
        this.group = group;
        this.channel = channel;
    }

    /**
     * @param name path, or {@code @name} in the abstract namespace (sd_notify(3))
     */
    static NotifySocket open(String name) {
        // A thread of its own: it tells whether the event loops of the proxy live.
        var group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().name("notify").daemon().factory(),
                        EpollIoHandler.newFactory());
        ChannelFuture connected =
                new Bootstrap()
                        .group(group)
                        .channelFactory(EpollDomainDatagramChannel::new)
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(new DomainSocketAddress(kernelName(name)))
                        .awaitUninterruptibly();
        var socket = new NotifySocket(group, connected.channel());
        socket.complain(connected);
        return socket;
    }

    /** Runs tasks between datagrams. */
    ScheduledExecutorService timer() {
        return channel.eventLoop();
    }

    void send(String message) {
        channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8))
                .addListener(this::complain);
    }

    /** Once: the next failure has the same cause. */
    private void complain(Future<?> done) {
        Throwable cause = done.cause();
        if (cause != null && !complained) {
            complained = true;
            LOG.warn("notify.failed what={}", cause.toString());
        }
    }

    /** After what was sent before. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static String kernelName(String name) {
        return name.startsWith("@") ? "\0" + name.substring(1) : name;
    }
}
