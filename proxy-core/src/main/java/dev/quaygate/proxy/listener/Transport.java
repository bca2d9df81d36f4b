package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.settings.ProcessSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * Channel types of one way to drive sockets.
 *
 * @param reusePort whether several sockets may accept on one address, one a loop
 */
public record Transport(
        IoHandlerFactory io,
        ChannelFactory<? extends ServerChannel> server,
        ChannelFactory<? extends Channel> tcp,
        ChannelFactory<? extends Channel> unix,
        boolean reusePort) {
    public static Transport of(ProcessSettings.Transport kind) {
        return switch (kind) {
            case EPOLL ->
                    new Transport(
                            EpollIoHandler.newFactory(),
                            EpollServerSocketChannel::new,
                            EpollSocketChannel::new,
                            EpollDomainSocketChannel::new,
                            true);
            case IO_URING ->
                    new Transport(
                            IoUringIoHandler.newFactory(),
                            IoUringServerSocketChannel::new,
                            IoUringSocketChannel::new,
                            IoUringDomainSocketChannel::new,
                            true);
            case NIO ->
                    new Transport(
                            NioIoHandler.newFactory(),
                            NioServerSocketChannel::new,
                            NioSocketChannel::new,
                            NioDomainSocketChannel::new,
                            false);
        };
    }
}
