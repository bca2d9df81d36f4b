package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.FrameWriter;
import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.settings.Timeouts;
import java.util.concurrent.TimeUnit;

/**
 * How a connection ends: gracefully in two steps, when it is idle, by an error of the client, or
 * cut (RFC 9113 §5.4.1, §6.8). Event loop only.
 */
final class Lifecycle {
    /** How long a client may read our last word before the connection is closed. */
    private static final long LINGER = TimeUnit.SECONDS.toNanos(1);

    /** The second GOAWAY follows at the latest now if the client does not answer PING. */
    private static final long LONGEST_ROUND_TRIP = TimeUnit.SECONDS.toNanos(2);

    private static final long DRAIN_PING = 0x647261696e2d6832L;

    private static final int OPEN = 0;
    private static final int DRAINING = 1; // the first GOAWAY is sent
    private static final int DRAINED = 2; // the GOAWAY with the last stream is sent
    private static final int CLOSING = 3; // nothing more is read

    private final H2Connection connection;
    private final FrameWriter writer;
    private final ConnectionTimes times;
    private final Limits limits;
    private final Timeouts timeouts;

    @SuppressWarnings("NullAway.Init") // set while the connection is made
    private Streams streams;

    private int state = OPEN;
    private boolean closeWhenWritten;
    private boolean peerLeaves;
    private long requests;

    Lifecycle(
            H2Connection connection,
            FrameWriter writer,
            ConnectionTimes times,
            Limits limits,
            Timeouts timeouts) {
        this.connection = connection;
        this.writer = writer;
        this.times = times;
        this.limits = limits;
        this.timeouts = timeouts;
    }

    void of(Streams all) {
        streams = all;
    }

    /** Whether nothing more is read. */
    boolean isClosing() {
        return state == CLOSING;
    }

    /** The socket is closed. */
    void closed() {
        state = CLOSING;
    }

    /** Whether this flush is the last; true once. */
    boolean closesNow() {
        boolean last = closeWhenWritten;
        closeWhenWritten = false;
        return last;
    }

    boolean takesRequests() {
        return state < DRAINED;
    }

    void streamOpened() {
        if (streams.count() == 1) {
            times.idle(ConnectionTimes.NEVER);
        }
        if (++requests >= limits.requestsPerConnection()) {
            drain();
        }
    }

    void noStreams() {
        if (state == DRAINED || peerLeaves) {
            finish();
        } else if (state != CLOSING) {
            times.idle(System.nanoTime() + timeouts.keepAlive().toNanos());
        }
    }

    void idle() {
        if (streams.count() == 0 && state != CLOSING) {
            writer.goAway(streams.lastStreamId(), ErrorCode.NO_ERROR);
            finish();
        }
    }

    void frameLate() {
        endWith(ErrorCode.PROTOCOL_ERROR, Cause.HEAD_TIMEOUT, "timeouts.header");
    }

    /** A connection error of the client (RFC 9113 §5.4.1). */
    void fail(int code, String detail) {
        endWith(code, Cause.BAD_FRAMING, detail);
    }

    /** The client asks for too much: the connection ends, and the reason is recorded. */
    void abuse(String detail) {
        if (state != CLOSING) {
            endWith(ErrorCode.ENHANCE_YOUR_CALM, Cause.H2_ABUSE, detail);
            streams.record(new Refusal(Cause.H2_ABUSE, 0, detail, true, true));
        }
    }

    /** Ends the connection with GOAWAY, and what is in flight with {@code cause}. */
    void endWith(int code, Cause cause, String detail) {
        if (state == CLOSING) {
            return;
        }
        writer.goAway(streams.lastStreamId(), code);
        state = CLOSING;
        connection.stopReading();
        streams.endAll(cause, detail);
        // Closing at once would reset the socket while bytes are unread, and lose the GOAWAY.
        times.end(System.nanoTime() + LINGER);
        connection.flushLater();
    }

    /** Closes once everything is written. */
    private void finish() {
        if (state == CLOSING) {
            return;
        }
        state = CLOSING;
        connection.stopReading();
        closeWhenWritten = true;
        times.end(System.nanoTime() + timeouts.write().toNanos());
        connection.flushLater();
    }

    /** The round trip after the first GOAWAY is over: no request is on its way any more. */
    void drained() {
        if (state != DRAINING) {
            return;
        }
        state = DRAINED;
        times.drain(ConnectionTimes.NEVER);
        writer.goAway(streams.lastStreamId(), ErrorCode.NO_ERROR);
        connection.flushLater();
        if (streams.count() == 0) {
            finish();
        }
    }

    /** Announces the end with GOAWAY in two steps (RFC 9113 §6.8), so that no request is lost. */
    void drain() {
        if (state != OPEN) {
            return;
        }
        state = DRAINING;
        writer.goAway(Wire.LARGEST_STREAM_ID, ErrorCode.NO_ERROR);
        writer.ping(0, DRAIN_PING);
        times.drain(System.nanoTime() + LONGEST_ROUND_TRIP);
        connection.flushLater();
    }

    /** The client answered a PING. */
    void pinged(long payload) {
        if (payload == DRAIN_PING) {
            drained();
        }
    }

    /** Ends everything with {@code cause}; returns how many exchanges were cut. */
    int cut(Cause cause) {
        int cut = 0;
        for (H2Stream stream : streams.all()) {
            cut += stream.cut(cause) ? 1 : 0;
        }
        if (state != CLOSING) {
            writer.goAway(streams.lastStreamId(), ErrorCode.NO_ERROR);
            finish();
        }
        return cut;
    }

    /** The client sent GOAWAY. */
    void goAwayByPeer(int code) {
        if (code != ErrorCode.NO_ERROR) {
            streams.endAll(Cause.CLIENT_ABORT, "GOAWAY " + ErrorCode.word(code));
        }
        peerLeaves = true;
        if (streams.count() == 0) {
            finish();
        }
    }
}
