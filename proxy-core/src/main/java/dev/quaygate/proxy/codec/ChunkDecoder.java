package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;

/**
 * Incremental, strict reader of a chunked body (RFC 9112 §7.1). Extensions are checked and thrown
 * away; trailers are collected and those that may not be trailers are dropped. One per message,
 * reusable after {@link #reset()}; event loop only. Holds no buffer.
 */
public final class ChunkDecoder {
    /** All bytes were taken, the body goes on. */
    public static final int NEED_MORE = 0;

    /**
     * The next {@link #available} bytes of the buffer are body: take them and call {@link #took}.
     */
    public static final int DATA = 1;

    /**
     * The body ended; {@link #trailers()} holds what followed. The rest of the buffer is not ours.
     */
    public static final int END = 2;

    /** {@link #refusal()} says why; nothing more can be read. */
    public static final int ERROR = 3;

    private static final int MAX_SIZE_DIGITS = 16;
    private static final int MAX_EXTENSION_LINE = 256;
    private static final int MAX_EXTENSIONS = 8 << 10;

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        ENDED,
        FAILED
    }

    private final Refusal badSize;
    private final Refusal badExtension;
    private final Refusal badDataEnd;
    private final Refusal badTrailers;
    private final TrailerReader trailers = new TrailerReader();
    private final ChunkExtension extension = new ChunkExtension();
    private Refusal refusal;
    private State state = State.SIZE;
    private int digits;
    private long remaining;
    private int extensionLine;
    private int extensions;

    private ChunkDecoder(Cause cause) {
        badSize = Refusal.close(cause, "chunk size malformed");
        badExtension = Refusal.close(cause, "chunk extension malformed or too long");
        badDataEnd = Refusal.close(cause, "chunk data without CR LF");
        badTrailers = Refusal.close(cause, "trailers malformed or too long");
        refusal = badSize;
    }

    /** For bodies that clients send. */
    public static ChunkDecoder ofRequest() {
        return new ChunkDecoder(Cause.BAD_FRAMING);
    }

    /** For bodies that endpoints send. */
    public static ChunkDecoder ofResponse() {
        return new ChunkDecoder(Cause.UPSTREAM_BAD_RESPONSE);
    }

    /** Makes ready for the next message. */
    public void reset() {
        state = State.SIZE;
        digits = 0;
        remaining = 0;
        extensionLine = 0;
        extensions = 0;
        trailers.reset();
    }

    /** Why the last call returned {@link #ERROR}. */
    public Refusal refusal() {
        return refusal;
    }

    /** Fields behind the last chunk, {@code status} 0; valid after {@link #END} until reset. */
    public ResponseHead trailers() {
        return trailers.block();
    }

    /** Whether the body ended. */
    public boolean isEnded() {
        return state == State.ENDED;
    }

    /** Body bytes that are next in {@code in}; only after {@link #DATA}. */
    public int available(ByteBuf in) {
        return (int) Math.min(remaining, in.readableBytes());
    }

    /** Says that {@code count} body bytes were taken from the buffer. */
    public void took(int count) {
        remaining -= count;
        if (remaining == 0) {
            state = State.DATA_CR;
        }
    }

    /**
     * Reads framing up to the next body bytes, the end, or the end of the buffer.
     *
     * @return one of the constants
     */
    public int decode(ByteBuf in) {
        while (true) {
            switch (state) {
                case DATA -> {
                    return in.isReadable() ? DATA : NEED_MORE;
                }
                case ENDED -> {
                    return END;
                }
                case FAILED -> {
                    return ERROR;
                }
                case TRAILERS -> {
                    return trailers(in);
                }
                default -> {
                    if (!in.isReadable()) {
                        return NEED_MORE;
                    }
                    step(in.readByte());
                }
            }
        }
    }

    private void step(byte b) {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_END -> sizeEnd(b);
            case DATA_CR -> expect(b, '\r', State.DATA_LF);
            case DATA_LF -> expect(b, '\n', State.SIZE);
            case DATA, TRAILERS, ENDED, FAILED -> throw new IllegalStateException(state.name());
        }
    }

    private void size(byte b) {
        if (ByteClass.isHex(b)) {
            remaining = remaining << 4 | ByteClass.hexValue(b);
            if (++digits > MAX_SIZE_DIGITS || remaining < 0) {
                fail(badSize);
            }
            return;
        }
        if (digits == 0) {
            fail(badSize);
        } else if (b == '\r') {
            state = State.SIZE_END;
        } else if (b == ';') {
            extensionLine = 0;
            extension.begin();
            state = State.EXTENSION;
            countExtension();
        } else {
            fail(badSize);
        }
    }

    private void extension(byte b) {
        if (b == '\r' && extension.mayEnd()) {
            state = State.SIZE_END;
            return;
        }
        countExtension();
        if (!extension.accept(b)) {
            fail(badExtension);
        }
    }

    private void countExtension() {
        if (++extensionLine > MAX_EXTENSION_LINE || ++extensions > MAX_EXTENSIONS) {
            fail(badExtension);
        }
    }

    private void sizeEnd(byte b) {
        digits = 0;
        expect(b, '\n', remaining == 0 ? State.TRAILERS : State.DATA);
        if (state == State.FAILED) {
            refusal = badSize;
        }
    }

    private void expect(byte b, char wanted, State next) {
        if (b == wanted) {
            state = next;
        } else {
            fail(badDataEnd);
        }
    }

    private int trailers(ByteBuf in) {
        int result = trailers.read(in);
        if (result == END) {
            state = State.ENDED;
        } else if (result == ERROR) {
            fail(badTrailers);
        }
        return result;
    }

    private void fail(Refusal why) {
        refusal = why;
        state = State.FAILED;
    }
}
