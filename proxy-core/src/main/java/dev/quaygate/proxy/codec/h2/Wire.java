package dev.quaygate.proxy.codec.h2;

import java.nio.charset.StandardCharsets;

/** Numbers of the HTTP/2 wire format (RFC 9113 §3.4, §4.1, §6, §6.5.2). */
public final class Wire {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 0x1;
    public static final int ACK = 0x1;
    public static final int END_HEADERS = 0x4;
    public static final int PADDED = 0x8;
    public static final int WITH_PRIORITY = 0x20;

    public static final int SETTING_TABLE_SIZE = 1;
    public static final int SETTING_ENABLE_PUSH = 2;
    public static final int SETTING_STREAMS = 3;
    public static final int SETTING_WINDOW = 4;
    public static final int SETTING_FRAME_SIZE = 5;
    public static final int SETTING_LIST_SIZE = 6;

    /** Size of the HPACK table before any setting. */
    public static final int SETTING_TABLE_SIZE_DEFAULT = 4096;

    /** Bytes of a frame header. */
    public static final int FRAME_HEADER = 9;

    /** Largest payload that we accept, and the smallest limit that a peer can have. */
    public static final int FRAME_LIMIT = 16 << 10;

    /**
     * Largest DATA payload that we send: with its header it fills exactly one TLS record (RFC 8446
     * §5.1).
     */
    public static final int DATA_LIMIT = FRAME_LIMIT - FRAME_HEADER;

    /** Window of both directions before any setting. */
    public static final int DEFAULT_WINDOW = 65_535;

    public static final int LARGEST_WINDOW = Integer.MAX_VALUE;
    public static final int LARGEST_STREAM_ID = Integer.MAX_VALUE;

    /** Receive window of a stream. */
    public static final int STREAM_WINDOW = 64 << 10;

    /** Receive window of the connection. */
    public static final int CONNECTION_WINDOW = 1 << 20;

    public static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Wire() {}
}
