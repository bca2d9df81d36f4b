package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Field names that the proxy treats in a special way, found in raw bytes without making a string.
 * Comparison ignores ASCII case. Any thread.
 */
public final class FieldName {
    /** A name without special treatment. */
    public static final byte OTHER = 0;

    public static final byte HOST = 1;
    public static final byte CONTENT_LENGTH = 2;
    public static final byte TRANSFER_ENCODING = 3;
    public static final byte CONNECTION = 4;

    /**
     * Keep-Alive, Proxy-Connection, Proxy-Authenticate, Proxy-Authorization, HTTP2-Settings: never
     * passed on.
     */
    public static final byte HOP_BY_HOP = 5;

    public static final byte TE = 6;
    public static final byte TRAILER = 7;
    public static final byte UPGRADE = 8;
    public static final byte EXPECT = 9;
    public static final byte COOKIE = 10;
    public static final byte AUTHORIZATION = 11;

    /**
     * Content-Range, If-Modified-Since, Sec-WebSocket-Version: one line at most, otherwise
     * ordinary.
     */
    public static final byte SINGLETON = 12;

    public static final byte CONTENT_TYPE = 13;
    public static final byte SEC_WEBSOCKET_KEY = 14;
    public static final byte SEC_WEBSOCKET_VERSION = 15;
    public static final byte SEC_WEBSOCKET_ACCEPT = 16;
    public static final byte FORWARDED = 17;
    public static final byte X_FORWARDED_FOR = 18;
    public static final byte X_FORWARDED_PROTO = 19;
    public static final byte X_FORWARDED_HOST = 20;
    public static final byte X_FORWARDED_PORT = 21;

    /**
     * Any other field by which a client could claim an origin (X-Real-IP, Client-Cert,
     * X-Original-URL, Early-Data …).
     */
    public static final byte CLAIMS_ORIGIN = 22;

    public static final byte X_REQUEST_ID = 23;

    /** {@code Proxy} (httpoxy, CVE-2016-5385): dropped from anyone. */
    public static final byte PROXY = 24;

    public static final byte DATE = 25;
    public static final byte SERVER = 26;
    public static final byte SET_COOKIE = 27;
    public static final byte LOCATION = 28;
    public static final byte STRICT_TRANSPORT_SECURITY = 29;
    public static final byte ALT_SVC = 30;
    public static final byte USER_AGENT = 31;
    public static final byte REFERER = 32;
    public static final byte ACCEPT = 33;

    /**
     * Any name with an underscore: gateways fold it and the hyphen into one, so it could stand for
     * a protected field.
     */
    public static final byte UNDERSCORED = 34;

    /** One more than the largest id. */
    public static final int COUNT = 35;

    private static final int TABLE_SIZE = 512;
    private static final byte[][] NAMES = new byte[TABLE_SIZE][];
    private static final byte[] IDS = new byte[TABLE_SIZE];

    static {
        register(HOST, "host");
        register(CONTENT_LENGTH, "content-length");
        register(TRANSFER_ENCODING, "transfer-encoding");
        register(CONNECTION, "connection");
        register(
                HOP_BY_HOP,
                "keep-alive",
                "proxy-connection",
                "proxy-authenticate",
                "proxy-authorization",
                "http2-settings");
        register(TE, "te");
        register(TRAILER, "trailer");
        register(UPGRADE, "upgrade");
        register(EXPECT, "expect");
        register(COOKIE, "cookie");
        register(AUTHORIZATION, "authorization");
        register(SINGLETON, "content-range", "if-modified-since");
        register(CONTENT_TYPE, "content-type");
        register(SEC_WEBSOCKET_KEY, "sec-websocket-key");
        register(SEC_WEBSOCKET_VERSION, "sec-websocket-version");
        register(SEC_WEBSOCKET_ACCEPT, "sec-websocket-accept");
        register(FORWARDED, "forwarded");
        register(X_FORWARDED_FOR, "x-forwarded-for");
        register(X_FORWARDED_PROTO, "x-forwarded-proto");
        register(X_FORWARDED_HOST, "x-forwarded-host");
        register(X_FORWARDED_PORT, "x-forwarded-port");
        register(
                CLAIMS_ORIGIN,
                "x-real-ip",
                "x-client-ip",
                "true-client-ip",
                "x-cluster-client-ip",
                "client-cert",
                "client-cert-chain",
                "x-original-url",
                "x-rewrite-url",
                "early-data");
        register(X_REQUEST_ID, "x-request-id");
        register(PROXY, "proxy");
        register(DATE, "date");
        register(SERVER, "server");
        register(SET_COOKIE, "set-cookie");
        register(LOCATION, "location");
        register(STRICT_TRANSPORT_SECURITY, "strict-transport-security");
        register(ALT_SVC, "alt-svc");
        register(USER_AGENT, "user-agent");
        register(REFERER, "referer");
        register(ACCEPT, "accept");
        // Ordinary names that most requests have: known, so that they cost no look at each byte.
        register(
                OTHER,
                "accept-encoding",
                "accept-language",
                "cache-control",
                "content-encoding",
                "dnt",
                "etag",
                "if-none-match",
                "last-modified",
                "origin",
                "pragma",
                "priority",
                "sec-ch-ua",
                "sec-ch-ua-mobile",
                "sec-ch-ua-platform",
                "sec-fetch-dest",
                "sec-fetch-mode",
                "sec-fetch-site",
                "sec-fetch-user",
                "upgrade-insecure-requests",
                "vary");
    }

    private FieldName() {}

    /** The id of the name in {@code bytes[start, end)}; {@link #OTHER} for an ordinary one. */
    public static byte id(byte[] bytes, int start, int end) {
        int slot = slot(bytes, start, end);
        while (true) {
            byte[] name = NAMES[slot];
            if (name == null) {
                return prefixed(bytes, start, end);
            }
            if (equalsFolded(bytes, start, end, name)) {
                return IDS[slot];
            }
            slot = (slot + 1) & (TABLE_SIZE - 1);
        }
    }

    /**
     * Whether {@code bytes[start, end)} is {@code lower} without regard to ASCII case; {@code
     * lower} is in lower case.
     */
    public static boolean equalsFolded(byte[] bytes, int start, int end, byte[] lower) {
        if (end - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (Ascii.lower(bytes[start + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    // Only the rarely seen families are searched by prefix, and only for names that start with x.
    private static byte prefixed(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '_') {
                return UNDERSCORED;
            }
        }
        if (start == end || (bytes[start] | 0x20) != 'x') {
            return OTHER;
        }
        boolean claims =
                startsFolded(bytes, start, end, X_FORWARDED)
                        || startsFolded(bytes, start, end, X_SSL);
        return claims ? CLAIMS_ORIGIN : OTHER;
    }

    private static final byte[] X_FORWARDED = "x-forwarded-".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] X_SSL = "x-ssl-".getBytes(StandardCharsets.US_ASCII);

    private static boolean startsFolded(byte[] bytes, int start, int end, byte[] prefix) {
        return end - start >= prefix.length
                && equalsFolded(bytes, start, start + prefix.length, prefix);
    }

    private static int slot(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length == 0) {
            return 0;
        }
        int hash =
                length * 31
                        + (bytes[start] | 0x20) * 7
                        + (bytes[end - 1] | 0x20) * 131
                        + (bytes[start + length / 2] | 0x20) * 17;
        return hash & (TABLE_SIZE - 1);
    }

    private static void register(byte id, String... names) {
        for (String name : names) {
            byte[] bytes = name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            int slot = slot(bytes, 0, bytes.length);
            while (NAMES[slot] != null) {
                slot = (slot + 1) & (TABLE_SIZE - 1);
            }
            NAMES[slot] = bytes;
            IDS[slot] = id;
        }
    }
}
