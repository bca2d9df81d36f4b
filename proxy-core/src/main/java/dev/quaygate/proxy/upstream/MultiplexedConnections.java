package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of one event loop to one endpoint, and who waits for a stream on one that
 * is being opened. Loop thread only.
 */
final class MultiplexedConnections {
    private final List<MultiplexedConnection> all = new ArrayList<>();
    private ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int opening;

    /** Opens one more connection. */
    interface Opener {
        void open();
    }

    private record Waiting(LeaseReceiver receiver, Opener opener) {}

    /** Gives {@code receiver} a stream of an open connection; false if none has room. */
    boolean leaseOpen(LeaseReceiver receiver, long now) {
        MultiplexedConnection open = withRoom(now);
        if (open == null) {
            return false;
        }
        receiver.leased(open.lease(), 0);
        return true;
    }

    /**
     * Lets {@code receiver} wait for a stream of a connection that is being opened.
     *
     * @param opener called if none is on its way that could take one more
     */
    void await(LeaseReceiver receiver, Opener opener) {
        waiting.addLast(new Waiting(receiver, opener));
        openMore();
    }

    private @Nullable MultiplexedConnection withRoom(long now) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).hasRoom(now)) {
                return all.get(i);
            }
        }
        return null;
    }

    private void openMore() {
        if (waiting.size() > opening * MultiplexedStreams.MOST) {
            opening++;
            waiting.getLast().opener.open();
        }
    }

    /** A connection is made, not yet ready. */
    void made(MultiplexedConnection connection) {
        all.add(connection);
    }

    /** A connection can be used, {@code nanos} after it was asked for. */
    void ready(MultiplexedConnection connection, long nanos) {
        opening--;
        if (!connection.hasRoom(System.nanoTime())) {
            connection.drain();
            failAll(Cause.UPSTREAM_BAD_RESPONSE, "SETTINGS allow no stream");
            return;
        }
        while (!waiting.isEmpty() && connection.hasRoom(System.nanoTime())) {
            waiting.removeFirst().receiver.leased(connection.lease(), nanos);
        }
        if (!waiting.isEmpty()) {
            openMore();
        }
    }

    /** A connection could not be opened: unless another is on its way, nobody waits longer. */
    void failed(Cause cause, String detail) {
        opening--;
        if (opening == 0) {
            failAll(cause, detail);
        }
    }

    private void failAll(Cause cause, String detail) {
        // Who fails may ask again at once.
        ArrayDeque<Waiting> failed = waiting;
        waiting = new ArrayDeque<>();
        failed.forEach(one -> one.receiver.leaseFailed(cause, detail));
    }

    void closed(MultiplexedConnection connection) {
        all.remove(connection);
    }

    /** The endpoint left its pool: connections close, those in use with their last stream. */
    void drain() {
        List.copyOf(all).forEach(MultiplexedConnection::drain);
    }

    /** Closes all of them; what is in flight ends with this cause. */
    void cut(Cause cause) {
        List.copyOf(all).forEach(connection -> connection.cut(cause));
    }
}
