package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.loop.DescriptorReserve;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.relay.ClientConnection;
import dev.quaygate.proxy.upstream.UpstreamConnections;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * HTTP/2 without TLS on a free port of the loopback, for protocol testers such as h2spec. Prints
 * the port. Arguments: the port of a backend to forward to; without it every answer is fixed.
 */
final class ClearServer {
    private ClearServer() {}

    public static void main(String[] args) throws InterruptedException {
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EventLoop only = group.next();
        var loop = new LoopLocal(0, only, InstantSource.system(), RandomGenerator.getDefault());
        loop.start();
        var upstreams =
                new UpstreamConnections(
                        EpollSocketChannel::new,
                        EpollDomainSocketChannel::new,
                        new AdaptiveRecvByteBufAllocator(),
                        new DescriptorReserve(Long.MAX_VALUE),
                        1);
        var client = new TestClient(loop, upstreams);
        if (args.length > 0) {
            client.forward(Integer.parseInt(args[0]));
        } else {
            client.respond("", 200, "hello from the edge\n");
        }
        ClientConnection connection = client.connection();
        Channel channel =
                new ServerBootstrap()
                        .group(group)
                        .channel(EpollServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        accepted.pipeline().addLast(new H2Connection(connection));
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        System.out.println(((InetSocketAddress) channel.localAddress()).getPort());
        channel.closeFuture().sync();
    }
}
