package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.ListenAddress;
import dev.quaygate.proxy.settings.ListenerSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * One address that accepts, with one socket per event loop so that a connection is accepted on the
 * loop it lives on. A reload that keeps the address keeps the sockets, since closing one of several
 * would lose what waits in its queue.
 */
public final class Listener {
    private static final int BACKLOG = 4096;

    private final ListenerContext context;
    private final List<Channel> sockets;

    private Listener(ListenerContext context, List<Channel> sockets) {
        this.context = context;
        this.sockets = List.copyOf(sockets);
    }

    /** Opens it. Blocks the caller for a moment; not for event loops. */
    public static Listener open(
            ListenerContext context,
            Transport transport,
            List<LoopLocal> loops,
            List<Sessions> sessions,
            RecvByteBufAllocator buffers)
            throws BindFailure {
        InetSocketAddress address = address(context.settings());
        if (transport.reusePort() && address.getPort() != 0) {
            probe(context.settings(), address);
        }
        var sockets = new ArrayList<Channel>();
        int count = transport.reusePort() ? loops.size() : 1;
        for (int i = 0; i < count; i++) {
            ChannelFuture bound =
                    bind(context, transport, loops.get(i), sessions.get(i), buffers, address)
                            .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                sockets.forEach(socket -> socket.close().awaitUninterruptibly());
                throw failure(context.settings(), bound.cause());
            }
            sockets.add(bound.channel());
            // Port 0 is chosen once; the other loops share it.
            address = (InetSocketAddress) bound.channel().localAddress();
        }
        return new Listener(context, sockets);
    }

    /**
     * Takes sockets that are open already for its own. Each has one queue, which one loop empties;
     * connections are handed to all loops in turn. Needs loops that drive epoll.
     *
     * @param group all loops
     */
    public static Listener adopt(
            ListenerContext context,
            List<InheritedSocket> inherited,
            EventLoopGroup group,
            List<LoopLocal> loops,
            List<Sessions> sessions,
            RecvByteBufAllocator buffers)
            throws BindFailure {
        var sockets = new ArrayList<Channel>();
        for (InheritedSocket one : inherited) {
            LoopLocal accepting = loops.get(sockets.size() % loops.size());
            ChannelFuture registered =
                    new ServerBootstrap()
                            .group(accepting.loop, group)
                            .channelFactory(() -> new EpollServerSocketChannel(one.descriptor()))
                            .childOption(ChannelOption.TCP_NODELAY, true)
                            .childOption(ChannelOption.RECVBUF_ALLOCATOR, buffers)
                            .childHandler(new HandOver(context, loops, sessions))
                            .register()
                            .awaitUninterruptibly();
            if (!registered.isSuccess()) {
                sockets.forEach(socket -> socket.close().awaitUninterruptibly());
                throw failure(context.settings(), registered.cause());
            }
            sockets.add(registered.channel());
        }
        return new Listener(context, sockets);
    }

    public ListenerSettings settings() {
        return context.settings();
    }

    /** The address it accepts on, with the port that the kernel chose if none was given. */
    public InetSocketAddress address() {
        return (InetSocketAddress) sockets.getFirst().localAddress();
    }

    /** Accepts no more. Connections that are open go on. */
    public void close() {
        for (Channel socket : sockets) {
            socket.close().awaitUninterruptibly();
        }
    }

    private static ChannelFuture bind(
            ListenerContext context,
            Transport transport,
            LoopLocal loop,
            Sessions sessions,
            RecvByteBufAllocator buffers,
            InetSocketAddress address) {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop.loop, loop.loop)
                        .channelFactory(transport.server())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOCATOR, loop.allocator())
                        .childOption(ChannelOption.RECVBUF_ALLOCATOR, buffers)
                        .childHandler(new ConnectionPipeline(context, loop, sessions));
        if (transport.reusePort()) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        return bootstrap.bind(address);
    }

    /** Whether it could accept on that socket, rather than open one of its own. */
    public static boolean fits(ListenerSettings settings, InheritedSocket socket) {
        if (!(settings.address() instanceof ListenAddress.Tcp(String host, int port))) {
            return false;
        }
        InetAddress address = socket.address().getAddress();
        return port == socket.address().getPort()
                && (host.isEmpty()
                        ? address.isAnyLocalAddress()
                        : address.equals(InetAddress.ofLiteral(host)));
    }

    // With SO_REUSEPORT a second process of the same user would silently share the port: ask
    // without it first.
    private static void probe(ListenerSettings settings, InetSocketAddress address)
            throws BindFailure {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw failure(settings, e);
        }
    }

    private static InetSocketAddress address(ListenerSettings settings) throws BindFailure {
        if (!(settings.address() instanceof ListenAddress.Tcp(String host, int port))) {
            throw new BindFailure(
                    settings.name(),
                    settings.address().toString(),
                    BindFailure.Reason.OTHER,
                    "clients are accepted on TCP only",
                    new IOException("unix socket"));
        }
        return host.isEmpty()
                ? new InetSocketAddress(port)
                : new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static BindFailure failure(ListenerSettings settings, Throwable why) {
        String text = String.valueOf(why.getMessage());
        BindFailure.Reason reason =
                text.contains("in use")
                        ? BindFailure.Reason.IN_USE
                        : text.contains("ermission denied") || why instanceof SecurityException
                                ? BindFailure.Reason.DENIED
                                : BindFailure.Reason.OTHER;
        String shown =
                why instanceof BindException || reason != BindFailure.Reason.OTHER
                        ? text
                        : why.getClass().getSimpleName() + ": " + text;
        return new BindFailure(settings.name(), settings.address().toString(), reason, shown, why);
    }
}
