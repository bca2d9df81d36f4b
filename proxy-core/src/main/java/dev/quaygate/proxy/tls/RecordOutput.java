package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of records to the socket. As long as the socket takes everything they are sealed in
 * memory of the event loop and sent from there with one system call; only what it refuses is copied
 * into a buffer of the connection, which Netty then sends and counts against the channel's water
 * marks. Event loop only.
 */
final class RecordOutput {
    private final ChannelHandlerContext ctx;
    private final LoopLocal loop;
    private final @Nullable Socket socket;
    private @Nullable ByteBuf scratch;

    RecordOutput(ChannelHandlerContext ctx, LoopLocal loop) {
        this.ctx = ctx;
        this.loop = loop;
        // Other transports write later, from the buffer itself.
        socket = ctx.channel() instanceof EpollSocketChannel epoll ? (Socket) epoll.fd() : null;
    }

    /**
     * Memory for records: at least {@link TlsSession#RESERVE} and, unless it is the loop's, room
     * for {@code size}. Ends with {@link #send} or {@link #drop}.
     */
    ByteBuf begin(int size) {
        if (isDirect()) {
            ByteBuf own = loop.sealed.own();
            scratch = own;
            return own;
        }
        int most = 32 * (TlsSession.RECORD + TlsSession.OVERHEAD);
        return ctx.alloc().directBuffer(Math.min(size, most) + TlsSession.RESERVE);
    }

    private boolean isDirect() {
        return socket != null && ctx.channel().isActive() && !isWaiting();
    }

    /** Whether the socket has refused something that is still to be sent. */
    boolean isWaiting() {
        ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
        return waiting != null && !waiting.isEmpty();
    }

    /**
     * Sends records.
     *
     * @param done fulfilled once all of it is sent, in order
     * @throws IOException if the connection is broken; {@code done} is untouched
     */
    void send(ByteBuf records, List<ChannelPromise> done) throws IOException {
        ByteBuf rest = records;
        if (records == scratch) {
            scratch = null;
            sendNow(records);
            if (!records.isReadable()) {
                fulfil(done);
                return;
            }
            rest = ctx.alloc().directBuffer(records.readableBytes()).writeBytes(records);
        } else if (!records.isReadable() && done.isEmpty()) {
            records.release();
            return;
        }
        ctx.writeAndFlush(rest, promise(done));
    }

    private void sendNow(ByteBuf records) throws IOException {
        Socket open = socket;
        if (open != null && records.isReadable()) {
            int sent =
                    open.sendAddress(
                            records.memoryAddress(), records.readerIndex(), records.writerIndex());
            records.skipBytes(sent);
        }
    }

    /** Ends what {@link #begin} began without sending. */
    void drop(ByteBuf records) {
        if (records == scratch) {
            scratch = null;
        } else {
            records.release();
        }
    }

    private static void fulfil(List<ChannelPromise> done) {
        if (done.isEmpty()) {
            return;
        }
        var now = new ArrayList<>(done);
        done.clear(); // before listeners write again
        now.forEach(ChannelPromise::trySuccess);
    }

    private ChannelPromise promise(List<ChannelPromise> done) {
        if (done.isEmpty()) {
            return ctx.voidPromise();
        }
        var later = new ArrayList<>(done);
        done.clear();
        ChannelPromise last = ctx.newPromise();
        last.addListener(future -> {
            for (ChannelPromise promise : later) {
                if (future.isSuccess()) {
                    promise.trySuccess();
                } else {
                    promise.tryFailure(future.cause());
                }
            }
        });
        return last;
    }
}
