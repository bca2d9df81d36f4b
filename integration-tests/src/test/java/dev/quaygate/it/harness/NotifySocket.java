package dev.quaygate.it.harness;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The service manager's end of {@code NOTIFY_SOCKET}. */
public final class NotifySocket implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<String> messages = new CopyOnWriteArrayList<>();

    /**
     * @param name path, or {@code @name} in the abstract namespace
     */
    public NotifySocket(String name) {
        String address = name.startsWith("@") ? "\0" + name.substring(1) : name;
        new Bootstrap()
                .group(group)
                .channelFactory(EpollDomainDatagramChannel::new)
                .handler(
                        new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                            @Override
                            protected void channelRead0(
                                    ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                                messages.add(packet.content().toString(StandardCharsets.UTF_8));
                            }
                        })
                .bind(new DomainSocketAddress(address))
                .syncUninterruptibly();
    }

    /** All datagrams so far. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Everything but signs of life and changed status. */
    public List<String> turns() {
        return messages.stream()
                .filter(one -> !one.startsWith("WATCHDOG=1") && !one.startsWith("STATUS="))
                .toList();
    }

    /** How many datagrams came, as a mark for {@link #await}. */
    public int mark() {
        return messages.size();
    }

    /** The first datagram after the mark that fits; fails after thirty seconds. */
    public String await(int mark, Predicate<String> wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> messages.stream().skip(mark).anyMatch(wanted));
        return messages.stream().skip(mark).filter(wanted).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
