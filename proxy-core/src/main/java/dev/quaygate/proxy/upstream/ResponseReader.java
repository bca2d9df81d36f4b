package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.ChunkDecoder;
import dev.quaygate.proxy.codec.Remainder;
import dev.quaygate.proxy.codec.ResponseFraming;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.ResponseHeadParser;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers on one HTTP/1.1 connection to an endpoint: which bytes are a head, a body or
 * nobody's (RFC 9112, section 6), and whether the connection can be trusted after them. What it
 * finds goes to the receiver of the exchange, which may close the connection from within. Event
 * loop only.
 */
final class ResponseReader {
    private static final int MOST_INTERIM = 10;

    private enum State {
        /** Between two answers. */
        IDLE,
        HEAD,
        FIXED,
        CHUNKED,
        UNTIL_CLOSE,
        TUNNEL,
        CLOSED
    }

    private final LoopLocal loop;
    private final UpstreamConnection connection;
    private State state = State.IDLE;
    private @Nullable ResponseReceiver receiver;

    // Of the current exchange.
    private boolean headRequest;
    private boolean reusable;
    private int interims;
    private long remaining;
    private @Nullable ChunkDecoder chunks;
    private final Remainder pending = new Remainder();

    ResponseReader(LoopLocal loop, UpstreamConnection connection) {
        this.loop = loop;
        this.connection = connection;
    }

    /** The connection is taken for an exchange; a head comes next. */
    void expectHead() {
        state = State.HEAD;
    }

    /** A request is sent whose answer goes to {@code to}. */
    void begin(boolean isHead, ResponseReceiver to) {
        receiver = to;
        headRequest = isHead;
        reusable = true;
        interims = 0;
    }

    /** Bytes go through as they are from now on. */
    void becomeTunnel() {
        state = State.TUNNEL;
        reusable = false;
    }

    /** Nobody is told anything any more; gives the receiver that would have been. */
    @Nullable ResponseReceiver forget() {
        ResponseReceiver was = receiver;
        receiver = null;
        return was;
    }

    /** Takes no more bytes and lets go of those that wait. */
    void close() {
        state = State.CLOSED;
        pending.drop();
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    /** Whether an answer ended as it should, with nothing left over and no wish to close. */
    boolean isReusable() {
        return state == State.IDLE && reusable;
    }

    boolean isInBody() {
        return switch (state) {
            case FIXED, CHUNKED, UNTIL_CLOSE, TUNNEL -> true;
            case IDLE, HEAD, CLOSED -> false;
        };
    }

    @Nullable ResponseReceiver receiver() {
        return receiver;
    }

    /** Takes ownership. */
    void received(ByteBuf in) {
        ByteBuf data = pending.before(in);
        try {
            while (data.isReadable() && step(data)) {
                // each step takes what it can
            }
        } finally {
            data.release();
        }
    }

    /** Handles the front of {@code in}; false when it must wait for more. */
    private boolean step(ByteBuf in) {
        return switch (state) {
            case HEAD -> head(in);
            case FIXED -> fixed(in);
            case CHUNKED -> chunked(in);
            case UNTIL_CLOSE, TUNNEL -> {
                deliver(in.readRetainedSlice(in.readableBytes()));
                yield true;
            }
            // Bytes after the end belong to nobody: the connection can not be trusted any more
            // (Q4).
            case IDLE -> {
                reusable = false;
                if (receiver == null) {
                    connection.close();
                }
                yield false;
            }
            case CLOSED -> false;
        };
    }

    private boolean head(ByteBuf in) {
        ResponseHead head = loop.response;
        head.reset();
        switch (loop.responseParser.parse(head, in, headRequest)) {
            case ResponseHeadParser.NEED_MORE -> {
                // The head belongs to the loop and the next connection needs it: keep the bytes.
                pending.keep(
                        in.alloc()
                                .directBuffer(head.length)
                                .writeBytes(head.bytes, 0, head.length));
                return false;
            }
            case ResponseHeadParser.REFUSED -> {
                connection.fail(
                        Cause.UPSTREAM_BAD_RESPONSE, loop.responseParser.refusal().detail());
                return false;
            }
            default -> {
                return head.status < 200 && head.status != 101 ? interim(head) : finalHead(head);
            }
        }
    }

    private boolean interim(ResponseHead head) {
        if (++interims > MOST_INTERIM) {
            connection.fail(Cause.UPSTREAM_BAD_RESPONSE, "more than 10 interim answers");
            return false;
        }
        if (head.status != 100 && receiver != null) {
            receiver.interim(head);
        }
        return true;
    }

    private boolean finalHead(ResponseHead head) {
        reusable = !head.close && !head.http10;
        boolean end =
                head.framing == ResponseFraming.NONE
                        || head.framing == ResponseFraming.FIXED && head.contentLength == 0;
        if (head.status == 101) {
            end = false; // the receiver decides whether it was asked for
        } else {
            state = end ? State.IDLE : bodyState(head.framing);
        }
        remaining = head.contentLength;
        ResponseReceiver told = receiver;
        if (told != null) {
            told.responseHead(head, end);
        }
        return true;
    }

    private State bodyState(ResponseFraming framing) {
        return switch (framing) {
            case FIXED -> State.FIXED;
            case CHUNKED -> {
                chunks = chunks == null ? ChunkDecoder.ofResponse() : chunks;
                chunks.reset();
                yield State.CHUNKED;
            }
            case UNTIL_CLOSE, NONE -> {
                reusable = false;
                yield State.UNTIL_CLOSE;
            }
        };
    }

    private boolean fixed(ByteBuf in) {
        int available = in.readableBytes();
        int take = (int) Math.min(remaining, available);
        remaining -= take;
        boolean end = remaining == 0;
        // Surplus bytes must spoil the connection before the exchange gives it back.
        reusable &= !end || take == available;
        if (end) {
            state = State.IDLE;
        }
        ResponseReceiver told = receiver;
        deliver(take == available ? in.retain() : in.readRetainedSlice(take));
        // The receiver may have closed us while it took the last bytes.
        if (end && told != null && receiver == told) {
            told.responseEnd(null);
        }
        // A buffer that was given away whole is the receiver's to read.
        return take < available;
    }

    private boolean chunked(ByteBuf in) {
        ChunkDecoder decoder = chunks;
        if (decoder == null) {
            throw new IllegalStateException("no decoder");
        }
        switch (decoder.decode(in)) {
            case ChunkDecoder.DATA -> {
                int size = decoder.available(in);
                ByteBuf data = in.readRetainedSlice(size);
                decoder.took(size);
                deliver(data);
                return true;
            }
            case ChunkDecoder.END -> {
                state = State.IDLE;
                reusable &= !in.isReadable();
                ResponseReceiver told = receiver;
                if (told != null) {
                    told.responseEnd(decoder.trailers());
                }
                return true;
            }
            case ChunkDecoder.ERROR -> {
                connection.fail(Cause.UPSTREAM_CUT, decoder.refusal().detail());
                return false;
            }
            default -> {
                return false;
            }
        }
    }

    private void deliver(ByteBuf data) {
        ResponseReceiver told = receiver;
        if (told == null) {
            data.release();
            return;
        }
        told.responseData(data);
    }

    /**
     * The endpoint will send no more.
     *
     * @param clean closed in order, which may be the end of an answer
     */
    void ended(boolean clean) {
        String detail = clean ? "closed" : "reset";
        switch (state) {
            case IDLE, CLOSED -> connection.close();
            case HEAD -> connection.fail(Cause.UPSTREAM_RESET, detail);
            case UNTIL_CLOSE -> {
                if (clean) {
                    endWithConnection();
                } else {
                    connection.fail(Cause.UPSTREAM_CUT, detail);
                }
            }
            case TUNNEL -> endWithConnection();
            case FIXED, CHUNKED -> connection.fail(Cause.UPSTREAM_CUT, detail);
        }
    }

    private void endWithConnection() {
        ResponseReceiver told = receiver;
        connection.close();
        if (told != null) {
            told.responseEnd(null);
        }
    }
}
