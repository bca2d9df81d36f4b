package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * Into what one connection to an endpoint receives. Short answers take turns in the memory of the
 * event loop, since they are copied on at once; from the first receive that fills it on, buffers
 * grow with what comes and shrink again. Event loop only.
 */
final class UpstreamReceive extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int GROW = 16;

    private final LoopLocal loop;

    private UpstreamReceive(LoopLocal loop) {
        this.loop = loop;
    }

    /** Prepares a channel before its first read. */
    static void install(Channel channel, LoopLocal loop) {
        // The others hand a buffer to the kernel and wait: it cannot be shared.
        if (channel instanceof EpollSocketChannel || channel instanceof EpollDomainSocketChannel) {
            channel.config().setRecvByteBufAllocator(new UpstreamReceive(loop));
        }
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Adaptive();
    }

    private final class Adaptive extends MaxMessageHandle {
        private int size = LoopLocal.SHORT_ANSWER;
        private boolean wasSmall;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf memory = size == LoopLocal.SHORT_ANSWER ? loop.answered.lend() : null;
            return memory == null ? allocator.directBuffer(size) : memory;
        }

        @Override
        public int guess() {
            return size;
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (bytes >= size) {
                size = Math.min(size * GROW, LoopLocal.LARGEST_RECEIVE);
                wasSmall = false;
            } else if (bytes > 0 && bytes <= size / 2) {
                // Twice in a row, so that the end of a body is no reason.
                size = wasSmall ? Math.max(size / 2, LoopLocal.SHORT_ANSWER) : size;
                wasSmall = !wasSmall;
            } else if (bytes > 0) {
                wasSmall = false;
            }
            super.lastBytesRead(bytes);
        }
    }
}
