package dev.quaygate.proxy.codec.h2;

import org.jspecify.annotations.Nullable;

/**
 * Shares the connection among the streams that have something to send: one frame each, in turn, as
 * far as windows and socket allow. Event loop only.
 */
public final class Sender {
    private final FrameWriter writer;
    private final AbuseLimits abuse;
    private final PeerSettings peer;
    private int window = Wire.DEFAULT_WINDOW;
    private @Nullable SendingStream first;
    private @Nullable SendingStream last;
    private int queued;

    public Sender(FrameWriter writer, AbuseLimits abuse, PeerSettings peer) {
        this.writer = writer;
        this.abuse = abuse;
        this.peer = peer;
    }

    /** Widens the connection's window; false if it overflows (RFC 9113 §6.9.1). */
    public boolean widen(int increment) {
        if (window > 0 && increment > Wire.LARGEST_WINDOW - window) {
            return false;
        }
        window += increment;
        return true;
    }

    /** Queues a stream that can send. */
    public void add(SendingStream stream) {
        if (stream.queued) {
            return;
        }
        stream.queued = true;
        stream.before = last;
        stream.after = null;
        if (last == null) {
            first = stream;
        } else {
            last.after = stream;
        }
        last = stream;
        queued++;
    }

    public void remove(SendingStream stream) {
        if (!stream.queued) {
            return;
        }
        stream.queued = false;
        queued--;
        if (stream.before == null) {
            first = stream.after;
        } else {
            stream.before.after = stream.after;
        }
        if (stream.after == null) {
            last = stream.before;
        } else {
            stream.after.before = stream.before;
        }
        stream.before = null;
        stream.after = null;
    }

    /** Whether a call of {@link #send} would write something. */
    public boolean isReady() {
        return first != null && (window > 0 || first.hasOnlyEnd());
    }

    /** Writes about {@code budget} bytes of DATA. */
    public void send(long budget) {
        long left = budget;
        int starved = 0;
        while (left > 0 && starved < queued) {
            SendingStream stream = first;
            if (stream == null) {
                return;
            }
            remove(stream);
            int sent = sendOne(stream);
            if (sent < 0) {
                starved++;
            } else {
                starved = 0;
                left -= sent + Wire.FRAME_HEADER;
            }
            if (stream.canSend()) {
                add(stream);
            }
        }
    }

    /** Writes one frame; returns its bytes of data, or -1 if the window is used up. */
    private int sendOne(SendingStream stream) {
        int limit = Math.min(Wire.DATA_LIMIT, peer.frameSize);
        int size = Math.min(Math.min(stream.sendable(), window), limit);
        if (size <= 0 && !stream.hasOnlyEnd()) {
            return -1;
        }
        int sent = stream.sendFrame(writer, size);
        window -= sent;
        if (sent > 0) {
            abuse.dataSent();
        }
        return sent;
    }
}
