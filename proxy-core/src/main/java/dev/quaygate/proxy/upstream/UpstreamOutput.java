package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.loop.WaitingHeads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The way of bytes to an endpoint. A request head without a body, which is most of them, waits in
 * the loop's memory until the turn ends and is sent from there; everything else, and what the
 * socket refuses, goes through the channel. Event loop only.
 */
final class UpstreamOutput {
    private final LoopLocal loop;
    private final Channel channel;
    private final @Nullable Socket socket;
    private int headStart;
    private int headEnd; // after headStart while a head waits

    UpstreamOutput(LoopLocal loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
        socket =
                switch (channel) {
                    case EpollSocketChannel tcp -> (Socket) tcp.fd();
                    case EpollDomainSocketChannel unix -> (Socket) unix.fd();
                    default -> null; // others send later, from the buffer itself
                };
    }

    Channel channel() {
        return channel;
    }

    /** Takes all of {@code head}; {@link #flush} sends it. */
    void head(HeadBuffer head) {
        int size = head.length;
        int at = isDirect() ? loop.waitingHeads.put(head) : WaitingHeads.FULL;
        if (at == WaitingHeads.FULL) {
            ByteBuf buffer = loop.allocator().directBuffer(size);
            head.flushTo(buffer);
            channel.write(buffer, channel.voidPromise());
            return;
        }
        headStart = at;
        headEnd = at + size;
    }

    // Nothing may overtake what waits in the channel.
    private boolean isDirect() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return socket != null
                && headEnd == headStart
                && waiting != null
                && waiting.totalPendingWriteBytes() == 0;
    }

    /** Takes ownership; {@link #flush} sends it. */
    void write(ByteBuf data) {
        if (headEnd > headStart) {
            writeHead(headStart);
        }
        channel.write(data, channel.voidPromise());
    }

    void flush() {
        if (headEnd > headStart) {
            sendHead();
        } else {
            channel.flush();
        }
    }

    private void sendHead() {
        Socket open = socket;
        if (open == null || !channel.isActive()) {
            drop();
            return;
        }
        int sent;
        try {
            sent = open.sendAddress(loop.waitingHeads.address(), headStart, headEnd);
        } catch (IOException e) {
            drop();
            channel.pipeline().fireExceptionCaught(e);
            return;
        }
        if (headStart + sent == headEnd) {
            drop();
        } else {
            writeHead(headStart + sent);
            channel.flush();
        }
    }

    /** Gives the channel what is left of the head. */
    private void writeHead(int from) {
        ByteBuf rest = loop.allocator().directBuffer(headEnd - from);
        loop.waitingHeads.copy(from, headEnd, rest);
        drop();
        channel.write(rest, channel.voidPromise());
    }

    /** Forgets the head that waits, if there is one. */
    void drop() {
        if (headEnd > headStart) {
            headStart = 0;
            headEnd = 0;
            loop.waitingHeads.done();
        }
    }
}
