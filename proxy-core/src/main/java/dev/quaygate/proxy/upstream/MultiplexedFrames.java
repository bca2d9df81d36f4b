package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.codec.h2.AbuseLimits;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.FrameReader;
import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What each frame of an endpoint means (RFC 9113 §5.1, §6). Event loop only. */
final class MultiplexedFrames implements FrameReader.Receiver {
    private final MultiplexedConnection connection;
    private final MultiplexedStreams streams;
    private final MultiplexedHeads heads;
    private final AbuseLimits abuse;
    private boolean settled;
    private @Nullable MultiplexedStream current; // of the DATA frame being read
    private boolean currentEnds;

    MultiplexedFrames(
            MultiplexedConnection connection,
            MultiplexedStreams streams,
            MultiplexedHeads heads,
            AbuseLimits abuse) {
        this.connection = connection;
        this.streams = streams;
        this.heads = heads;
        this.abuse = abuse;
    }

    @Override
    public boolean accepts(int type, int flags, int streamId, int length) {
        String fault = fault(type, flags, streamId);
        if (fault != null) {
            connection.broken(ErrorCode.PROTOCOL_ERROR, fault);
            return false;
        }
        if (isFlood(type)) {
            connection.broken(ErrorCode.ENHANCE_YOUR_CALM, "too many control frames");
            return false;
        }
        return true;
    }

    private @Nullable String fault(int type, int flags, int streamId) {
        if (!settled && (type != Wire.SETTINGS || (flags & Wire.ACK) != 0)) {
            return "no SETTINGS";
        }
        if (heads.assembly().isOpen()
                && (type != Wire.CONTINUATION || streamId != heads.assembly().streamId())) {
            return "header block interrupted";
        }
        return switch (type) {
            case Wire.DATA, Wire.HEADERS, Wire.PRIORITY, Wire.RST_STREAM, Wire.CONTINUATION ->
                    streamId == 0 ? "stream frame on stream 0" : null;
            case Wire.SETTINGS, Wire.PING, Wire.GOAWAY ->
                    streamId != 0 ? "connection frame on a stream" : null;
            case Wire.PUSH_PROMISE -> "PUSH_PROMISE against our SETTINGS";
            default -> null;
        };
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
            case Wire.HEADERS -> heads.assembly().headers(flags, streamId, payload);
            case Wire.CONTINUATION -> heads.assembly().continuation(flags, payload);
            case Wire.SETTINGS -> settings(flags, payload);
            case Wire.PRIORITY -> has(length, 5);
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
            case Wire.GOAWAY -> {
                if (length < 8) {
                    connection.broken(ErrorCode.FRAME_SIZE_ERROR, "GOAWAY too short");
                } else {
                    connection.goAway(payload.readInt() & 0x7fffffff, payload.readInt());
                }
            }
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
            connection.broken(ErrorCode.FRAME_SIZE_ERROR, "frame of a wrong size");
            return false;
        }
        return true;
    }

    private void settings(int flags, ByteBuf payload) {
        if ((flags & Wire.ACK) != 0) {
            has(payload.readableBytes(), 0);
            return;
        }
        settled = true;
        connection.peerSettings(payload);
    }

    private void reset(int streamId, int code) {
        if (streams.isIdle(streamId)) {
            connection.broken(ErrorCode.PROTOCOL_ERROR, "RST_STREAM for an idle stream");
            return;
        }
        MultiplexedStream stream = streams.find(streamId);
        if (stream == null) {
            return; // we ended it while this was on its way
        }
        String detail = "RST_STREAM " + ErrorCode.word(code);
        if (code == ErrorCode.REFUSED_STREAM && !stream.hasHead()) {
            stream.refused(detail);
        } else {
            stream.fail(Cause.UPSTREAM_RESET, detail);
        }
    }

    private void windowUpdate(int streamId, int increment) {
        if (abuse.windowUpdate()) {
            connection.broken(ErrorCode.ENHANCE_YOUR_CALM, "too many WINDOW_UPDATE frames");
            return;
        }
        if (streamId == 0) {
            connection.widen(increment);
            return;
        }
        MultiplexedOutput output = streams.output(streamId);
        if (output == null) {
            if (streams.isIdle(streamId)) {
                connection.broken(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE for an idle stream");
            }
            return;
        }
        if (increment == 0) {
            streams.streamError(streamId, ErrorCode.PROTOCOL_ERROR, "window increment of 0");
        } else if (!output.widen(increment)) {
            streams.streamError(streamId, ErrorCode.FLOW_CONTROL_ERROR, "window overflow");
        }
    }

    @Override
    public boolean dataBegins(int flags, int streamId, int flow, int data) {
        boolean end = (flags & Wire.END_STREAM) != 0;
        if (!streams.takeWindow(flow)) {
            connection.broken(ErrorCode.FLOW_CONTROL_ERROR, "more than the connection's window");
            return false;
        }
        if (abuse.data(data, end, connection.now())) {
            connection.broken(ErrorCode.ENHANCE_YOUR_CALM, "empty or tiny DATA frames");
            return false;
        }
        streams.giveBack(flow);
        MultiplexedStream stream = streams.find(streamId);
        if (stream == null) {
            dataWithoutStream(streamId);
            return false;
        }
        if (!stream.takeWindow(flow)) {
            streams.streamError(
                    streamId, ErrorCode.FLOW_CONTROL_ERROR, "more than the stream's window");
            return false;
        }
        String fault = stream.isRemoteEnded() ? "DATA after the end" : stream.judgeData(data, end);
        if (fault != null) {
            streams.streamError(streamId, ErrorCode.PROTOCOL_ERROR, fault);
            return false;
        }
        if (flow > data) {
            stream.consumed(flow - data);
        }
        current = stream;
        currentEnds = end;
        return true;
    }

    private void dataWithoutStream(int streamId) {
        if (!streams.wasReset(streamId)) {
            connection.broken(
                    streams.isIdle(streamId) ? ErrorCode.PROTOCOL_ERROR : ErrorCode.STREAM_CLOSED,
                    "DATA for a stream that is not open");
        }
    }

    @Override
    public void data(ByteBuf piece) {
        MultiplexedStream stream = current;
        if (stream == null) {
            piece.release();
        } else {
            stream.data(piece);
        }
    }

    @Override
    public void dataEnds() {
        MultiplexedStream stream = current;
        current = null;
        if (stream != null && currentEnds) {
            stream.remoteEnd(null);
        }
    }

    @Override
    public void broken(int code, String detail) {
        connection.broken(code, settled ? detail : "no SETTINGS");
    }
}
