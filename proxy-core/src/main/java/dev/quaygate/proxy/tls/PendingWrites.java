package dev.quaygate.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plaintext that waits to be sealed, in order, with the promises of those who want to know. Owns
 * its buffers. Event loop only.
 */
final class PendingWrites {
    /** Shorter pieces are copied together; longer ones are sealed where they are. */
    private static final int SHORT = 4 << 10;

    /**
     * @param number of the piece of data, counted from the first of the connection
     */
    private record Told(long number, ChannelPromise promise) {}

    private final ArrayDeque<ByteBuf> data = new ArrayDeque<>(4);
    private @Nullable ArrayDeque<Told> promises;
    private int bytes;
    private long added;
    private long finished;

    void add(ByteBuf plain, ChannelPromise promise) {
        data.addLast(plain);
        added++;
        bytes += plain.readableBytes();
        if (!promise.isVoid()) {
            if (promises == null) {
                promises = new ArrayDeque<>(2);
            }
            promises.addLast(new Told(added, promise));
        }
    }

    boolean isEmpty() {
        return data.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    /** What all that waits becomes at most. */
    int sealedSize() {
        return bytes + TlsSession.OVERHEAD * (bytes / TlsSession.RECORD + data.size() + 1);
    }

    /**
     * Seals as much as fits into {@code out}.
     *
     * @param gathered for short pieces, one record long
     * @param done gets the promises whose bytes are all in {@code out}
     * @return false after a fatal error
     */
    boolean seal(TlsSession session, ByteBuf out, ByteBuf gathered, List<ChannelPromise> done) {
        int room = out.writableBytes() - TlsSession.RESERVE;
        session.beginSealing(out);
        boolean good = true;
        ByteBuf next = data.peekFirst();
        while (good && next != null) {
            int size = next.readableBytes();
            boolean copied =
                    size > 0
                            && (gathered.isReadable()
                                    || size < SHORT && data.size() > 1
                                    || !next.hasMemoryAddress());
            int take = copied ? Math.min(size, gathered.writableBytes()) : fitting(size, room);
            if (copied) {
                if (sealed(gathered.readableBytes() + take) > room) {
                    break;
                }
                gathered.writeBytes(next, take);
                if (!gathered.isWritable()) {
                    room -= sealed(gathered.readableBytes());
                    good = session.seal(gathered, gathered.readableBytes());
                    gathered.clear();
                }
            } else if (take > 0) {
                room -= sealed(take);
                good = session.seal(next, take);
            } else if (size > 0) {
                break;
            }
            bytes -= take;
            if (!next.isReadable()) {
                finished(next, done);
            }
            next = data.peekFirst();
        }
        if (good && gathered.isReadable()) {
            good = session.seal(gathered, gathered.readableBytes());
        }
        gathered.clear();
        session.endSealing(out);
        return good;
    }

    private static int sealed(int size) {
        return size + TlsSession.OVERHEAD * ((size + TlsSession.RECORD - 1) / TlsSession.RECORD);
    }

    private static int fitting(int size, int room) {
        return sealed(size) <= room
                ? size
                : Math.max(0, room) / (TlsSession.RECORD + TlsSession.OVERHEAD) * TlsSession.RECORD;
    }

    private void finished(ByteBuf plain, List<ChannelPromise> done) {
        data.removeFirst();
        finished++;
        ArrayDeque<Told> waiting = promises;
        Told told = waiting == null ? null : waiting.peekFirst();
        if (waiting != null && told != null && told.number == finished) {
            waiting.removeFirst();
            done.add(told.promise);
        }
        plain.release();
    }

    /** Releases everything. */
    void fail(Throwable why) {
        var told = new ArrayList<Told>();
        if (promises != null) {
            told.addAll(promises);
            promises.clear();
        }
        bytes = 0;
        for (ByteBuf plain = data.pollFirst(); plain != null; plain = data.pollFirst()) {
            finished++;
            plain.release();
        }
        told.forEach(one -> one.promise.tryFailure(why));
    }
}
