package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.DescriptorReserve;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leases what an exchange sends its request on: an idle connection of the same event loop, a stream
 * of one, or a new connection. Loop thread only.
 */
public final class UpstreamConnections {
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
        if (endpoint.isMultiplexed() && endpoint.multiplexed(loop.index).leaseOpen(receiver, now)) {
            return;
        }
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
        if (endpoint.isMultiplexed()) {
            openStream(loop, pool, endpoint, addresses, buffer, connectNanos, receiver);
            return;
        }
        int mostIdle = Math.ceilDiv(pool.settings().connections().idle(), loops);
        var arrival = new OfOne(loop, pool, endpoint, mostIdle, receiver);
        new Connecting(this, loop, endpoint, addresses, buffer, connectNanos, arrival).next();
    }

    private void openStream(
            LoopLocal loop,
            Pool pool,
            Endpoint endpoint,
            List<SocketAddress> addresses,
            int buffer,
            long connectNanos,
            LeaseReceiver receiver) {
        MultiplexedConnections shared = endpoint.multiplexed(loop.index);
        shared.await(
                receiver,
                () -> {
                    long settingsBy = loop.now() + connectNanos;
                    var arrival =
                            new MultiplexedArrival(
                                    loop, pool, endpoint, shared, buffer, settingsBy);
                    new Connecting(this, loop, endpoint, addresses, buffer, connectNanos, arrival)
                            .next();
                });
    }

    ChannelFactory<? extends Channel> factory(SocketAddress address) {
        return address instanceof DomainSocketAddress ? unix : tcp;
    }

    RecvByteBufAllocator receiveBuffers() {
        return receiveBuffers;
    }

    /** Whether {@code channel} has taken what is kept for ourselves. */
    boolean isLastDescriptor(Channel channel) {
        return descriptors.isTouchedBy(channel);
    }

    /** A connection of HTTP/1.1, which is the receiver's alone. */
    private static final class OfOne implements Connecting.Arrival {
        private final LoopLocal loop;
        private final Pool pool;
        private final Endpoint endpoint;
        private final int mostIdle;
        private final LeaseReceiver receiver;
        private @Nullable UpstreamConnection connection;

        OfOne(LoopLocal loop, Pool pool, Endpoint endpoint, int mostIdle, LeaseReceiver receiver) {
            this.loop = loop;
            this.pool = pool;
            this.endpoint = endpoint;
            this.mostIdle = mostIdle;
            this.receiver = receiver;
        }

        @Override
        public ChannelHandler handler() {
            UpstreamConnection fresh = new UpstreamConnection(loop, pool, endpoint, mostIdle);
            connection = fresh;
            return fresh.handler();
        }

        @Override
        public void connected(Channel channel, long nanos) {
            UpstreamConnection open = connection;
            if (open == null) {
                throw new IllegalStateException("no handler was asked for");
            }
            open.opened(channel);
            receiver.leased(open, nanos);
        }

        @Override
        public void failed(Cause cause, String detail) {
            receiver.leaseFailed(cause, detail);
        }
    }
}
