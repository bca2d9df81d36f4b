package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2 that is being made, for all who wait for a stream. Loop thread only. */
final class MultiplexedArrival implements Connecting.Arrival {
    private final LoopLocal loop;
    private final Pool pool;
    private final Endpoint endpoint;
    private final MultiplexedConnections home;
    private final int buffer;
    private final long settingsBy;
    private @Nullable MultiplexedConnection connection;

    /**
     * @param buffer high-water mark in bytes of a request's body
     * @param settingsBy when the endpoint's SETTINGS must have come
     */
    MultiplexedArrival(
            LoopLocal loop,
            Pool pool,
            Endpoint endpoint,
            MultiplexedConnections home,
            int buffer,
            long settingsBy) {
        this.loop = loop;
        this.pool = pool;
        this.endpoint = endpoint;
        this.home = home;
        this.buffer = buffer;
        this.settingsBy = settingsBy;
    }

    @Override
    public ChannelHandler handler() {
        MultiplexedConnection fresh = new MultiplexedConnection(loop, pool, endpoint, home, buffer);
        connection = fresh;
        return fresh;
    }

    @Override
    public void connected(Channel channel, long nanos) {
        MultiplexedConnection open = connection;
        if (open == null) {
            throw new IllegalStateException("no handler was asked for");
        }
        home.made(open);
        open.opened(channel, settingsBy, nanos);
    }

    @Override
    public void failed(Cause cause, String detail) {
        home.failed(cause, detail);
    }
}
