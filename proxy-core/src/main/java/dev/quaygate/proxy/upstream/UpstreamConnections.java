package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.DescriptorReserve;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.List;

/**
 * Leases connections to endpoints: an idle one of the same event loop, or a new one. Loop thread
 * only.
 */
public final class UpstreamConnections {
    private static final String NO_DESCRIPTORS = "no file descriptors left";

    private final ChannelFactory<? extends Channel> tcp;
    private final ChannelFactory<? extends Channel> unix;
    private final RecvByteBufAllocator receiveBuffers;
    private final DescriptorReserve descriptors;
    private final int loops;

    /**
     * @param loops number of event loops, among which a pool's idle connections are divided
     */
    public UpstreamConnections(
            ChannelFactory<? extends Channel> tcp,
            ChannelFactory<? extends Channel> unix,
            RecvByteBufAllocator receiveBuffers,
            DescriptorReserve descriptors,
            int loops) {
        this.tcp = tcp;
        this.unix = unix;
        this.receiveBuffers = receiveBuffers;
        this.descriptors = descriptors;
        this.loops = loops;
    }

    /**
     * Gives {@code receiver} a connection to {@code endpoint}.
     *
     * @param fresh never an idle one, because the last idle one turned out to be dead
     * @param buffer high-water mark of the connection's send buffer in bytes
     * @param connectNanos how long connecting may take
     */
    public void lease(
            LoopLocal loop,
            Pool pool,
            Endpoint endpoint,
            boolean fresh,
            int buffer,
            long connectNanos,
            LeaseReceiver receiver) {
        long now = loop.now();
        UpstreamConnection idle = fresh ? null : endpoint.idle(loop.index).take(now);
        if (idle != null) {
            idle.take();
            receiver.leased(idle, 0);
            return;
        }
        List<SocketAddress> addresses = endpoint.resolved();
        if (addresses.isEmpty()) {
            receiver.leaseFailed(Cause.UPSTREAM_DNS, "name does not resolve");
            return;
        }
        new Connecting(loop, pool, endpoint, addresses, buffer, now, now + connectNanos, receiver)
                .next();
    }

    /**
     * One connect, trying the addresses of a name in turn until one accepts or the time is over.
     */
    private final class Connecting {
        private final LoopLocal loop;
        private final Pool pool;
        private final Endpoint endpoint;
        private final List<SocketAddress> addresses;
        private final int buffer;
        private final long started;
        private final long deadline;
        private final LeaseReceiver receiver;
        private int at;

        Connecting(
                LoopLocal loop,
                Pool pool,
                Endpoint endpoint,
                List<SocketAddress> addresses,
                int buffer,
                long started,
                long deadline,
                LeaseReceiver receiver) {
            this.loop = loop;
            this.pool = pool;
            this.endpoint = endpoint;
            this.addresses = addresses;
            this.buffer = buffer;
            this.started = started;
            this.deadline = deadline;
            this.receiver = receiver;
            // Several addresses of one name share the load.
            this.at = addresses.size() == 1 ? 0 : loop.random.nextInt(addresses.size());
        }

        private int tried;

        void next() {
            long left = deadline - System.nanoTime();
            SocketAddress address = addresses.get(at);
            at = (at + 1) % addresses.size();
            tried++;
            UpstreamConnection connection =
                    new UpstreamConnection(
                            loop,
                            pool,
                            endpoint,
                            Math.ceilDiv(pool.settings().connections().idle(), loops));
            new Bootstrap()
                    .group(loop.loop)
                    .disableResolver() // the addresses are resolved
                    .channelFactory(address instanceof DomainSocketAddress ? unix : tcp)
                    .option(
                            ChannelOption.CONNECT_TIMEOUT_MILLIS,
                            Math.clamp(left / 1_000_000, 1, Integer.MAX_VALUE))
                    .option(
                            ChannelOption.WRITE_BUFFER_WATER_MARK,
                            new WriteBufferWaterMark(buffer / 2, buffer))
                    .option(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers)
                    .option(ChannelOption.ALLOCATOR, loop.allocator())
                    .handler(
                            new ChannelInitializer<>() {
                                @Override
                                protected void initChannel(Channel channel) {
                                    if (!(address instanceof DomainSocketAddress)) {
                                        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                                    }
                                    UpstreamReceive.install(channel, loop);
                                    channel.pipeline().addLast(connection.handler());
                                }
                            })
                    .connect(address)
                    .addListener((ChannelFuture future) -> connected(future, connection));
        }

        private void connected(ChannelFuture future, UpstreamConnection connection) {
            if (future.isSuccess() && descriptors.isTouchedBy(future.channel())) {
                future.channel().close();
                receiver.leaseFailed(Cause.OVERLOAD, NO_DESCRIPTORS);
                return;
            }
            if (future.isSuccess()) {
                connection.opened(future.channel());
                long took = System.nanoTime() - started;
                endpoint.connected(loop.index, took);
                receiver.leased(connection, took);
                return;
            }
            if (tried < addresses.size() && deadline - System.nanoTime() > 0) {
                next();
                return;
            }
            Throwable why = future.cause();
            if (String.valueOf(why.getMessage()).contains("Too many open files")) {
                receiver.leaseFailed(Cause.OVERLOAD, NO_DESCRIPTORS);
                return;
            }
            receiver.leaseFailed(causeOf(why), detailOf(why));
        }

        private Cause causeOf(Throwable why) {
            if (why instanceof ConnectTimeoutException) {
                return Cause.UPSTREAM_CONNECT_TIMEOUT;
            }
            String text = String.valueOf(why.getMessage());
            boolean refused = why instanceof ConnectException && text.contains("refused");
            return refused ? Cause.UPSTREAM_REFUSED : Cause.UPSTREAM_UNREACHABLE;
        }

        // A short word for the log; messages of the transport carry addresses.
        private String detailOf(Throwable why) {
            String text = String.valueOf(why.getMessage());
            if (why instanceof ConnectTimeoutException) {
                return "connect timed out";
            }
            if (text.contains("refused")) {
                return "ECONNREFUSED";
            }
            if (text.contains("No such file")) {
                return "ENOENT";
            }
            if (text.contains("Permission denied")) {
                return "EACCES";
            }
            return text.contains("unreachable") || text.contains("No route")
                    ? "EHOSTUNREACH"
                    : why.getClass().getSimpleName();
        }
    }
}
