package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Into what one connection receives. Until its ClientHello is read: small buffers of its own. Then
 * the memory of its event loop, so that one receive takes all that has come and an idle connection
 * keeps nothing. Event loop only.
 */
public final class TlsReceive extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int FIRST = 2 << 10;

    private final LoopLocal loop;
    private boolean shared;

    private TlsReceive(LoopLocal loop) {
        this.loop = loop;
    }

    /** Prepares a channel that will speak TLS, before its first read. */
    public static void install(Channel channel, LoopLocal loop) {
        // The others hand a buffer to the kernel and wait: it cannot be shared.
        if (channel instanceof EpollSocketChannel || channel instanceof NioSocketChannel) {
            channel.config().setRecvByteBufAllocator(new TlsReceive(loop));
        }
    }

    /** From now on whoever reads copies what it keeps. */
    static void share(Channel channel) {
        if (channel.config().getRecvByteBufAllocator() instanceof TlsReceive receive) {
            receive.shared = true;
        }
    }

    @Override
    public ExtendedHandle newHandle() {
        return new SharedHandle();
    }

    private final class SharedHandle extends MaxMessageHandle {
        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf memory = shared ? loop.received.lend() : null;
            return memory == null ? allocator.directBuffer(FIRST) : memory;
        }

        @Override
        public int guess() {
            return FIRST;
        }
    }
}
