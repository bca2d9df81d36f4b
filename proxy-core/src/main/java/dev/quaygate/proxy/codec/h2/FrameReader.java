package dev.quaygate.proxy.codec.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a connection into frames (RFC 9113 §3.4, §4.1), in place: a frame that lies
 * whole in a buffer is read there, DATA passes piece by piece as it comes. Only the missing part of
 * another frame is waited for in memory of its own, at most 16 KiB. Event loop only.
 */
public final class FrameReader {
    private static final int PREFACE = 0;
    private static final int HEADER = 1;
    private static final int PAYLOAD = 2;
    private static final int PAD_LENGTH = 3;
    private static final int DATA = 4;
    private static final int SKIP = 5;

    /** What the frames are handed to. */
    public interface Receiver {
        /**
         * A frame header has come. The connection error that it may be is the receiver's to raise.
         *
         * @return false if nothing more may be read
         */
        boolean accepts(int type, int flags, int streamId, int length);

        /**
         * A frame of a known type other than DATA.
         *
         * @param payload its readable bytes are the payload; valid during the call only
         */
        void frame(int type, int flags, int streamId, ByteBuf payload);

        /**
         * A DATA frame begins.
         *
         * @param flow bytes that count for flow control: data and padding
         * @param data bytes of data
         * @return whether the data is wanted
         */
        boolean dataBegins(int flags, int streamId, int flow, int data);

        /** The next piece of the DATA frame that began; the receiver owns it. */
        void data(ByteBuf piece);

        /** The last piece of the DATA frame has been given. Not called for unwanted data. */
        void dataEnds();

        /** The bytes are no frames: a connection error. */
        void broken(int code, String detail);
    }

    private final Receiver receiver;
    private int state;
    private boolean stopped;
    private int prefaceRead;

    private final byte[] partialHeader = new byte[Wire.FRAME_HEADER];
    private int headerRead;

    private int type;
    private int flags;
    private int streamId;
    private int remaining;
    private int padding;
    private boolean wanted;
    private @Nullable ByteBuf partial;

    /** A reader for the server's side: the client's preface comes first. */
    public FrameReader(Receiver receiver) {
        this(receiver, PREFACE);
    }

    private FrameReader(Receiver receiver, int state) {
        this.receiver = receiver;
        this.state = state;
    }

    /** A reader for the client's side: frames come from the first byte on (RFC 9113 §3.4). */
    public static FrameReader ofClient(Receiver receiver) {
        return new FrameReader(receiver, HEADER);
    }

    /** Reads all of {@code in}, which stays the caller's. */
    public void read(ByteBuf in, ByteBufAllocator allocator) {
        while (!stopped && in.isReadable()) {
            switch (state) {
                case PREFACE -> readPreface(in);
                case HEADER -> readHeader(in, allocator);
                case PAYLOAD -> readPayload(in);
                case PAD_LENGTH -> readPadLength(in);
                case DATA -> readData(in);
                default -> skip(in);
            }
        }
    }

    /** Whether a frame other than DATA has begun and is not complete. */
    public boolean isInFrame() {
        return state == PREFACE || state == PAYLOAD || headerRead > 0;
    }

    /** Reads nothing more. */
    public void stop() {
        stopped = true;
        wanted = false;
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    private void readPreface(ByteBuf in) {
        while (in.isReadable()) {
            if (in.readByte() != Wire.PREFACE[prefaceRead++]) {
                receiver.broken(ErrorCode.PROTOCOL_ERROR, "no connection preface");
                return;
            }
            if (prefaceRead == Wire.PREFACE.length) {
                state = HEADER;
                return;
            }
        }
    }

    private void readHeader(ByteBuf in, ByteBufAllocator allocator) {
        if (headerRead == 0 && in.readableBytes() >= Wire.FRAME_HEADER) {
            long start = in.readLong();
            begin(start, in.readByte(), in, allocator);
            return;
        }
        int take = Math.min(in.readableBytes(), Wire.FRAME_HEADER - headerRead);
        in.readBytes(partialHeader, headerRead, take);
        headerRead += take;
        if (headerRead == Wire.FRAME_HEADER) {
            headerRead = 0;
            long start = 0;
            for (int i = 0; i < 8; i++) {
                start = start << 8 | partialHeader[i] & 0xff;
            }
            begin(start, partialHeader[8], in, allocator);
        }
    }

    /** {@code start} holds length, type, flags and three bytes of the stream id. */
    private void begin(long start, byte last, ByteBuf in, ByteBufAllocator allocator) {
        int length = (int) (start >>> 40);
        type = (int) (start >>> 32) & 0xff;
        flags = (int) (start >>> 24) & 0xff;
        streamId = ((int) start << 8 | last & 0xff) & 0x7fffffff;
        if (length > Wire.FRAME_LIMIT) {
            receiver.broken(ErrorCode.FRAME_SIZE_ERROR, "frame longer than 16384");
            return;
        }
        if (!receiver.accepts(type, flags, streamId, length)) {
            return;
        }
        remaining = length;
        if (type == Wire.DATA) {
            beginData();
        } else if (type > Wire.CONTINUATION) {
            state = length == 0 ? HEADER : SKIP;
            padding = 0;
        } else if (in.readableBytes() >= length) {
            inPlace(in, length);
        } else {
            partial = allocator.buffer(length, length);
            state = PAYLOAD;
        }
    }

    private void inPlace(ByteBuf in, int length) {
        int end = in.readerIndex() + length;
        int limit = in.writerIndex();
        in.writerIndex(end);
        receiver.frame(type, flags, streamId, in);
        in.writerIndex(limit);
        in.readerIndex(end);
        state = HEADER;
    }

    private void readPayload(ByteBuf in) {
        ByteBuf whole = partial;
        if (whole == null) {
            return;
        }
        whole.writeBytes(in, Math.min(in.readableBytes(), whole.writableBytes()));
        if (whole.isWritable()) {
            return;
        }
        state = HEADER;
        partial = null;
        try {
            receiver.frame(type, flags, streamId, whole);
        } finally {
            whole.release();
        }
    }

    private void beginData() {
        padding = 0;
        if ((flags & Wire.PADDED) == 0) {
            announceData(remaining);
        } else if (remaining == 0) {
            receiver.broken(ErrorCode.FRAME_SIZE_ERROR, "padded DATA without a pad length");
        } else {
            state = PAD_LENGTH;
        }
    }

    private void readPadLength(ByteBuf in) {
        int flow = remaining;
        padding = in.readUnsignedByte();
        remaining = flow - 1 - padding;
        if (remaining < 0) {
            receiver.broken(ErrorCode.PROTOCOL_ERROR, "more padding than payload");
            return;
        }
        announceData(flow);
    }

    private void announceData(int flow) {
        wanted = receiver.dataBegins(flags, streamId, flow, remaining);
        if (remaining > 0) {
            state = DATA;
        } else {
            endData();
        }
    }

    private void readData(ByteBuf in) {
        int take = Math.min(in.readableBytes(), remaining);
        remaining -= take;
        if (wanted) {
            receiver.data(in.readRetainedSlice(take));
        } else {
            in.skipBytes(take);
        }
        if (remaining == 0) {
            endData();
        }
    }

    private void endData() {
        remaining = padding;
        state = padding > 0 ? SKIP : HEADER;
        if (wanted) {
            wanted = false;
            receiver.dataEnds();
        }
    }

    private void skip(ByteBuf in) {
        int take = Math.min(in.readableBytes(), remaining);
        in.skipBytes(take);
        remaining -= take;
        if (remaining == 0) {
            state = HEADER;
        }
    }
}
