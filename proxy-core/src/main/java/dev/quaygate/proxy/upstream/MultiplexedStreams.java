package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.ForwardContext;
import dev.quaygate.proxy.codec.ForwardedHead;
import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.h2.FrameWriter;
import dev.quaygate.proxy.codec.h2.HpackEncoder;
import dev.quaygate.proxy.codec.h2.PeerSettings;
import dev.quaygate.proxy.codec.h2.ReceiveWindow;
import dev.quaygate.proxy.codec.h2.ResetStreams;
import dev.quaygate.proxy.codec.h2.Sender;
import dev.quaygate.proxy.codec.h2.StreamTable;
import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.observe.Cause;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection to an endpoint: how they open, what they share, how they end. Event
 * loop only.
 */
final class MultiplexedStreams {
    /** Streams that we have open at most, and all until the endpoint names a number. */
    static final int MOST = 100;

    private static final int LAST_ID = Wire.LARGEST_STREAM_ID - 2;

    private final MultiplexedConnection connection;
    private final FrameWriter writer;
    private final Sender sender;
    private final PeerSettings peer;
    private final int buffer;
    private final HpackEncoder encoder = new HpackEncoder();
    private final ForwardedHead forwarded = new ForwardedHead();
    private final StreamTable<MultiplexedOutput> table =
            new StreamTable<>(MultiplexedOutput[]::new);
    private final ResetStreams reset = new ResetStreams();
    private final ReceiveWindow window =
            new ReceiveWindow(Wire.DEFAULT_WINDOW, Wire.CONNECTION_WINDOW);
    private int nextId = 1;
    private int leased;
    private boolean used;

    /**
     * @param buffer high-water mark in bytes of a request's body
     */
    MultiplexedStreams(
            MultiplexedConnection connection,
            FrameWriter writer,
            Sender sender,
            PeerSettings peer,
            int buffer) {
        this.connection = connection;
        this.writer = writer;
        this.sender = sender;
        this.peer = peer;
        this.buffer = buffer;
    }

    Endpoint endpoint() {
        return connection.endpoint();
    }

    // ---- leases ----

    /** Whether one more exchange fits. */
    boolean hasRoom() {
        long most = peer.streams < 0 ? MOST : Math.min(peer.streams, MOST);
        return leased < most && nextId < LAST_ID;
    }

    /** Exchanges that hold a stream, also one that has not begun. */
    int leased() {
        return leased;
    }

    MultiplexedStream lease() {
        leased++;
        MultiplexedStream stream = new MultiplexedStream(this, used);
        used = true;
        return stream;
    }

    // ---- opening and ending ----

    /** Sends a request's head (RFC 9113 §8.3.1). */
    MultiplexedOutput open(MultiplexedStream stream, RequestHead head, ForwardContext context) {
        var output = new MultiplexedOutput(nextId, peer.window, buffer, stream, this);
        nextId += 2;
        table.add(output);
        boolean end = !head.hasBody();
        if (end) {
            output.headEnded();
        }
        HeadBuffer scratch = connection.scratch();
        forwarded.fill(head, context, scratch);
        scratch.reserve(HpackEncoder.bound(forwarded));
        int length = encoder.write(scratch.bytes, 0, forwarded, head.acceptsTrailers);
        writer.headers(output.id, scratch.bytes, length, end, peer.frameSize);
        connection.flushLater();
        return output;
    }

    /** The endpoint's table size has changed. */
    void tableSize() {
        encoder.tableSize(peer.tableSize);
    }

    /** Tells the endpoint that a stream ends here; {@code inFlight} bytes may still come for it. */
    void reset(int id, int inFlight, int code) {
        reset.remember(id, inFlight);
        writer.reset(id, code);
        connection.flushLater();
    }

    /** A stream has ended; null for one that never began. */
    void closed(@Nullable MultiplexedOutput output) {
        leased--;
        if (output != null) {
            table.remove(output);
            sender.remove(output);
        }
        connection.streamClosed();
    }

    // ---- what frames ask ----

    @Nullable MultiplexedStream find(int id) {
        MultiplexedOutput output = table.find(id);
        return output == null ? null : output.stream;
    }

    @Nullable MultiplexedOutput output(int id) {
        return table.find(id);
    }

    /** Whether a stream of that id has never been opened. */
    boolean isIdle(int id) {
        return (id & 1) == 0 || id >= nextId;
    }

    boolean wasReset(int id) {
        return reset.contains(id);
    }

    /** An error of the endpoint on one stream (RFC 9113 §5.4.2). */
    void streamError(int id, int code, String detail) {
        MultiplexedStream stream = find(id);
        reset(id, Wire.STREAM_WINDOW, code);
        if (stream != null) {
            stream.fail(Cause.UPSTREAM_BAD_RESPONSE, detail);
        }
    }

    /** Streams above {@code lastId} were not processed (RFC 9113 §6.8). */
    void refuseAbove(int lastId, String detail) {
        for (MultiplexedOutput output : table.snapshot()) {
            if (Integer.compareUnsigned(output.id, lastId) > 0) {
                output.stream.refused(detail);
            }
        }
    }

    void failAll(Cause cause, String detail) {
        for (MultiplexedOutput output : table.snapshot()) {
            output.stream.fail(cause, detail);
        }
    }

    void cutAll(Cause cause) {
        for (MultiplexedOutput output : table.snapshot()) {
            output.stream.cut(cause);
        }
    }

    // ---- windows ----

    void sendLater(MultiplexedOutput output) {
        sender.add(output);
        connection.flushLater();
    }

    /** The endpoint's initial window changed by {@code delta}; false if one overflows. */
    boolean widenAll(int delta) {
        for (MultiplexedOutput output : table.snapshot()) {
            if (!output.widen(delta)) {
                return false;
            }
        }
        return true;
    }

    /** Takes what came off the connection's window; false if it is more. */
    boolean takeWindow(int flow) {
        return window.take(flow);
    }

    /** The increment that opens the connection's window at the start. */
    int openWindow() {
        return window.open();
    }

    /**
     * Returns credit to the connection at once: only the streams' windows hold back what a slow
     * client does not take, so that it never holds back others.
     */
    void giveBack(int flow) {
        int increment = window.giveBack(flow);
        if (increment > 0) {
            widenStream(0, increment);
        }
    }

    void widenStream(int id, int increment) {
        writer.windowUpdate(id, increment);
        connection.flushLater();
    }
}
