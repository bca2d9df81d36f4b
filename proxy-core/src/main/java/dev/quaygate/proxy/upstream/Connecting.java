package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.List;

/**
 * One connect, trying the addresses of a name in turn until one accepts or the time is over. Loop
 * thread only.
 */
final class Connecting {
    private static final String NO_DESCRIPTORS = "no file descriptors left";

    /** Whom the connection is for. */
    interface Arrival {
        /** The last handler of a channel; a new one for each address that is tried. */
        ChannelHandler handler();

        /** The channel with the last handler is open. */
        void connected(Channel channel, long nanos);

        /** None of the addresses accepted. */
        void failed(Cause cause, String detail);
    }

    private final UpstreamConnections sockets;
    private final LoopLocal loop;
    private final Endpoint endpoint;
    private final List<SocketAddress> addresses;
    private final int buffer;
    private final long started;
    private final long deadline;
    private final Arrival arrival;
    private int at;
    private int tried;

    /**
     * @param addresses at least one
     * @param buffer high-water mark of the connection's send buffer in bytes
     * @param nanos how long it may take
     */
    Connecting(
            UpstreamConnections sockets,
            LoopLocal loop,
            Endpoint endpoint,
            List<SocketAddress> addresses,
            int buffer,
            long nanos,
            Arrival arrival) {
        this.sockets = sockets;
        this.loop = loop;
        this.endpoint = endpoint;
        this.addresses = addresses;
        this.buffer = buffer;
        this.started = loop.now();
        this.deadline = started + nanos;
        this.arrival = arrival;
        // Several addresses of one name share the load.
        this.at = addresses.size() == 1 ? 0 : loop.random.nextInt(addresses.size());
    }

    /** Tries the next address. */
    void next() {
        long left = deadline - System.nanoTime();
        SocketAddress address = addresses.get(at);
        at = (at + 1) % addresses.size();
        tried++;
        ChannelHandler handler = arrival.handler();
        new Bootstrap()
                .group(loop.loop)
                .disableResolver() // the addresses are resolved
                .channelFactory(sockets.factory(address))
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.clamp(left / 1_000_000, 1, Integer.MAX_VALUE))
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(buffer / 2, buffer))
                .option(ChannelOption.RECVBUF_ALLOCATOR, sockets.receiveBuffers())
                .option(ChannelOption.ALLOCATOR, loop.allocator())
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                if (!(address instanceof DomainSocketAddress)) {
                                    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                                }
                                UpstreamReceive.install(channel, loop);
                                channel.pipeline().addLast(handler);
                            }
                        })
                .connect(address)
                .addListener((ChannelFuture future) -> connected(future));
    }

    private void connected(ChannelFuture future) {
        if (future.isSuccess() && sockets.isLastDescriptor(future.channel())) {
            future.channel().close();
            arrival.failed(Cause.OVERLOAD, NO_DESCRIPTORS);
            return;
        }
        if (future.isSuccess()) {
            long took = System.nanoTime() - started;
            endpoint.connected(loop.index, took);
            arrival.connected(future.channel(), took);
            return;
        }
        if (tried < addresses.size() && deadline - System.nanoTime() > 0) {
            next();
            return;
        }
        Throwable why = future.cause();
        if (String.valueOf(why.getMessage()).contains("Too many open files")) {
            arrival.failed(Cause.OVERLOAD, NO_DESCRIPTORS);
            return;
        }
        arrival.failed(causeOf(why), detailOf(why));
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
