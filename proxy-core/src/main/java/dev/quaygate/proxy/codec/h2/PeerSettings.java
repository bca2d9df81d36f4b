package dev.quaygate.proxy.codec.h2;

import io.netty.buffer.ByteBuf;

/**
 * What the peer announced about itself (RFC 9113 §6.5.2). A client's limits on streams and pushes
 * bind nothing that we do, and the list size is advice that we leave to the application
 * (CVE-2026-50560). Event loop only.
 */
public final class PeerSettings {
    private static final int BYTES_PER_SETTING = 6;

    public int window = Wire.DEFAULT_WINDOW;
    public int frameSize = Wire.FRAME_LIMIT;

    /** Streams that it lets us have open; negative until it says. */
    public long streams = -1;

    /** Bytes, as an unsigned number. */
    public long tableSize = Wire.SETTING_TABLE_SIZE_DEFAULT;

    /** Takes the payload of a SETTINGS frame; returns an error code, or {@code NO_ERROR}. */
    public int take(ByteBuf payload) {
        if (payload.readableBytes() % BYTES_PER_SETTING != 0) {
            return ErrorCode.FRAME_SIZE_ERROR;
        }
        int error = ErrorCode.NO_ERROR;
        while (error == ErrorCode.NO_ERROR && payload.isReadable()) {
            error = take(payload.readUnsignedShort(), payload.readUnsignedInt());
        }
        return error;
    }

    private int take(int setting, long value) {
        switch (setting) {
            case Wire.SETTING_TABLE_SIZE -> tableSize = value;
            case Wire.SETTING_ENABLE_PUSH -> {
                if (value > 1) {
                    return ErrorCode.PROTOCOL_ERROR;
                }
            }
            case Wire.SETTING_STREAMS -> streams = value;
            case Wire.SETTING_WINDOW -> {
                if (value > Wire.LARGEST_WINDOW) {
                    return ErrorCode.FLOW_CONTROL_ERROR;
                }
                window = (int) value;
            }
            case Wire.SETTING_FRAME_SIZE -> {
                if (value < Wire.FRAME_LIMIT || value > 0xffffff) {
                    return ErrorCode.PROTOCOL_ERROR;
                }
                frameSize = (int) value;
            }
            default -> {
                // Unknown settings are ignored (RFC 9113 §6.5.2).
            }
        }
        return ErrorCode.NO_ERROR;
    }
}
