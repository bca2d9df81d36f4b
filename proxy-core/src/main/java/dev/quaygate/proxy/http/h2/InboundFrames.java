package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.h2.AbuseLimits;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.FrameReader;
import dev.quaygate.proxy.codec.h2.Wire;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What each frame of the client means (RFC 9113 §5.1, §6). Event loop only. */
final class InboundFrames implements FrameReader.Receiver {
    private static final int GATHERED = 4 << 10;

    private final H2Connection connection;
    private final Lifecycle life;
    private final Streams streams;
    private final HeaderBlocks blocks;
    private final AbuseLimits abuse;
    private boolean settled;
    private @Nullable H2Stream current; // of the DATA frame being read
    private boolean currentEnds;
    private @Nullable ByteBuf gathered;
    private @Nullable H2Stream gatheredFor;

    InboundFrames(
            H2Connection connection,
            Lifecycle life,
            Streams streams,
            HeaderBlocks blocks,
            AbuseLimits abuse) {
        this.connection = connection;
        this.life = life;
        this.streams = streams;
        this.blocks = blocks;
        this.abuse = abuse;
    }

    @Override
    public boolean accepts(int type, int flags, int streamId, int length) {
        String fault = null;
        if (!settled && type != Wire.SETTINGS) {
            fault = "preface without SETTINGS";
        } else if (blocks.isOpen()
                && (type != Wire.CONTINUATION || streamId != blocks.streamId())) {
            fault = "header block interrupted";
        } else if (streamId == 0 && belongsToStream(type)) {
            fault = "stream frame on stream 0";
        } else if (streamId != 0 && belongsToConnection(type)) {
            fault = "connection frame on a stream";
        } else if (type == Wire.PUSH_PROMISE) {
            fault = "PUSH_PROMISE from a client";
        }
        if (fault != null) {
            life.fail(ErrorCode.PROTOCOL_ERROR, fault);
            return false;
        }
        if (isFlood(type)) {
            life.abuse("too many control frames");
            return false;
        }
        return true;
    }

    private static boolean belongsToStream(int type) {
        return type == Wire.DATA
                || type == Wire.HEADERS
                || type == Wire.PRIORITY
                || type == Wire.RST_STREAM
                || type == Wire.CONTINUATION;
    }

    private static boolean belongsToConnection(int type) {
        return type == Wire.SETTINGS || type == Wire.PING || type == Wire.GOAWAY;
    }

    private boolean isFlood(int type) {
        return switch (type) {
            case Wire.PING -> abuse.ping(connection.now());
            case Wire.SETTINGS, Wire.PRIORITY -> abuse.controlFrame(connection.now());
            default -> type > Wire.CONTINUATION && abuse.controlFrame(connection.now());
        };
    }

    @Override
    public void frame(int type, int flags, int streamId, ByteBuf payload) {
        int length = payload.readableBytes();
        switch (type) {
            case Wire.HEADERS -> {
                passGathered(); // these may be its trailers
                blocks.headers(flags, streamId, payload);
            }
            case Wire.CONTINUATION -> blocks.continuation(flags, payload);
            case Wire.SETTINGS -> settings(flags, payload);
            case Wire.PRIORITY -> priority(streamId, length, payload);
            case Wire.RST_STREAM -> {
                if (has(length, 4)) {
                    reset(streamId, payload.readInt());
                }
            }
            case Wire.PING -> {
                if (has(length, 8)) {
                    connection.ping((flags & Wire.ACK) != 0, payload.readLong());
                }
            }
            case Wire.GOAWAY -> goAway(length, payload);
            case Wire.WINDOW_UPDATE -> {
                if (has(length, 4)) {
                    windowUpdate(streamId, payload.readInt() & 0x7fffffff);
                }
            }
            default -> throw new IllegalStateException("frame type " + type);
        }
    }

    private boolean has(int length, int wanted) {
        if (length != wanted) {
            life.fail(ErrorCode.FRAME_SIZE_ERROR, "frame of a wrong size");
            return false;
        }
        return true;
    }

    private void settings(int flags, ByteBuf payload) {
        if ((flags & Wire.ACK) != 0) {
            if (settled) {
                has(payload.readableBytes(), 0);
            } else {
                life.fail(ErrorCode.PROTOCOL_ERROR, "preface without SETTINGS");
            }
            return;
        }
        settled = true;
        connection.peerSettings(payload);
    }

    private void priority(int streamId, int length, ByteBuf payload) {
        H2Stream stream = streams.find(streamId);
        if (length != 5) {
            streams.streamError(streamId, stream, ErrorCode.FRAME_SIZE_ERROR, "PRIORITY size");
        } else if ((payload.readInt() & 0x7fffffff) == streamId) {
            streams.streamError(
                    streamId, stream, ErrorCode.PROTOCOL_ERROR, "stream depends on itself");
        }
    }

    private void reset(int streamId, int code) {
        if (isIdle(streamId)) {
            life.fail(ErrorCode.PROTOCOL_ERROR, "RST_STREAM for an idle stream");
            return;
        }
        streams.resetByPeer(streamId, code);
    }

    private void goAway(int length, ByteBuf payload) {
        if (length < 8) {
            life.fail(ErrorCode.FRAME_SIZE_ERROR, "GOAWAY too short");
            return;
        }
        payload.skipBytes(4);
        life.goAwayByPeer(payload.readInt());
    }

    private void windowUpdate(int streamId, int increment) {
        if (abuse.windowUpdate()) {
            life.abuse("too many WINDOW_UPDATE frames");
            return;
        }
        if (streamId == 0) {
            connection.widen(increment);
            return;
        }
        H2Stream stream = streams.find(streamId);
        if (stream == null) {
            if (isIdle(streamId)) {
                life.fail(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE for an idle stream");
            }
            return; // closed while it was on its way
        }
        if (increment == 0) {
            streams.streamError(stream, ErrorCode.PROTOCOL_ERROR, "window increment of 0");
        } else if (!stream.widen(increment)) {
            streams.streamError(stream, ErrorCode.FLOW_CONTROL_ERROR, "window overflow");
        }
    }

    @Override
    public boolean dataBegins(int flags, int streamId, int flow, int data) {
        boolean end = (flags & Wire.END_STREAM) != 0;
        if (!streams.takeWindow(flow)) {
            life.fail(ErrorCode.FLOW_CONTROL_ERROR, "more than the connection's window");
            return false;
        }
        if (abuse.data(data, end, connection.now())) {
            life.abuse("empty or tiny DATA frames");
            return false;
        }
        H2Stream stream = streams.find(streamId);
        RequestBody body = stream == null ? null : stream.body();
        if (stream == null || body == null || stream.isRemoteEnded()) {
            streams.giveBack(flow);
            dataWithoutStream(streamId, stream, flow);
            return false;
        }
        if (!body.window.take(flow)) {
            streams.giveBack(flow);
            streams.streamError(
                    stream, ErrorCode.FLOW_CONTROL_ERROR, "more than the stream's window");
            return false;
        }
        if (!body.begins(data, end)) {
            streams.giveBack(flow);
            streams.streamError(stream, ErrorCode.PROTOCOL_ERROR, "body differs from its length");
            return false;
        }
        streams.giveBack(flow - data);
        body.window.giveBack(flow - data);
        current = stream;
        currentEnds = end;
        return true;
    }

    private void dataWithoutStream(int streamId, @Nullable H2Stream stream, int flow) {
        if (stream != null) {
            streams.streamError(stream, ErrorCode.STREAM_CLOSED, "DATA after the end");
        } else if (isIdle(streamId)) {
            life.fail(ErrorCode.PROTOCOL_ERROR, "DATA for an idle stream");
        } else if (!streams.wasResetByUs(streamId)) {
            streams.streamError(streamId, null, ErrorCode.STREAM_CLOSED, "DATA after the end");
        } else if (!streams.takeInFlight(streamId, flow)) {
            life.fail(ErrorCode.FLOW_CONTROL_ERROR, "more than a closed stream's window");
        }
    }

    @Override
    public void data(ByteBuf piece) {
        H2Stream stream = current;
        if (stream == null) {
            piece.release();
        } else if (currentEnds || piece.readableBytes() > GATHERED / 8) {
            passGathered();
            stream.data(piece, currentEnds);
        } else {
            gather(stream, piece);
        }
    }

    /** Small pieces of one read go on as one, so that they do not become as many chunks. */
    private void gather(H2Stream stream, ByteBuf piece) {
        ByteBuf into = gathered;
        if (into != null
                && (gatheredFor != stream || into.writableBytes() < piece.readableBytes())) {
            passGathered();
            into = null;
        }
        if (into == null) {
            into = piece.alloc().directBuffer(GATHERED, GATHERED);
            gathered = into;
            gatheredFor = stream;
        }
        into.writeBytes(piece);
        piece.release();
    }

    /** Passes on what was gathered; at the latest when a read is over. */
    void passGathered() {
        ByteBuf data = gathered;
        H2Stream stream = gatheredFor;
        gathered = null;
        gatheredFor = null;
        if (data != null && stream != null) {
            stream.data(data, false);
        }
    }

    @Override
    public void dataEnds() {
        H2Stream stream = current;
        current = null;
        if (stream != null && currentEnds && !stream.isClosed()) {
            passGathered();
            stream.end(null);
        }
    }

    @Override
    public void broken(int code, String detail) {
        life.fail(code, detail);
    }

    private boolean isIdle(int streamId) {
        return (streamId & 1) == 0 || streamId > streams.lastStreamId();
    }
}
