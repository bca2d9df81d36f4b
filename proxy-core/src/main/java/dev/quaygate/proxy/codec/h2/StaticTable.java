package dev.quaygate.proxy.codec.h2;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;

/**
 * Names of HPACK's static table (RFC 7541 appendix A) that ordinary fields can have, found in raw
 * bytes. Values of that table matter only for pseudo-fields.
 */
final class StaticTable {
    /** Number of entries; dynamic indices follow. */
    static final int LENGTH = 61;

    static final int AUTHORITY = 1;
    static final int METHOD_GET = 2;
    static final int METHOD_POST = 3;
    static final int PATH = 4;
    static final int SCHEME_HTTP = 6;
    static final int STATUS_200 = 8;
    static final int CONTENT_LENGTH = 28;

    private static final int FIRST = 15;
    private static final String[] FROM_15 = {
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "accept-ranges",
        "accept",
        "access-control-allow-origin",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "retry-after",
        "server",
        "set-cookie",
        "strict-transport-security",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "www-authenticate"
    };

    private static final byte[] GET = Ascii.bytes("GET");
    private static final byte[] POST = Ascii.bytes("POST");
    private static final int SLOTS = 256;
    private static final byte[][] NAMES = new byte[SLOTS][];
    private static final byte[] INDICES = new byte[SLOTS];

    static {
        for (int i = 0; i < FROM_15.length; i++) {
            byte[] name = Ascii.bytes(FROM_15[i]);
            int slot = slot(name, 0, name.length);
            while (NAMES[slot] != null) {
                slot = slot + 1 & SLOTS - 1;
            }
            NAMES[slot] = name;
            INDICES[slot] = (byte) (FIRST + i);
        }
    }

    private StaticTable() {}

    /** Index of the name in {@code bytes[start, end)} without regard to case; 0 if it has none. */
    static int name(byte[] bytes, int start, int end) {
        int slot = slot(bytes, start, end);
        while (true) {
            byte[] name = NAMES[slot];
            if (name == null) {
                return 0;
            }
            if (FieldName.equalsFolded(bytes, start, end, name)) {
                return INDICES[slot];
            }
            slot = slot + 1 & SLOTS - 1;
        }
    }

    /** Index of the whole field {@code :status}; 0 if it has none. */
    static int status(int status) {
        return switch (status) {
            case 200 -> STATUS_200;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
    }

    /** Index of the whole field {@code :method}; 0 if it has none. */
    static int method(byte[] bytes, int end) {
        if (Arrays.equals(bytes, 0, end, GET, 0, GET.length)) {
            return METHOD_GET;
        }
        return Arrays.equals(bytes, 0, end, POST, 0, POST.length) ? METHOD_POST : 0;
    }

    private static int slot(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length == 0) {
            return 0;
        }
        return length * 37
                        + (bytes[start] | 0x20) * 7
                        + (bytes[end - 1] | 0x20) * 101
                        + (bytes[start + length / 2] | 0x20) * 13
                & SLOTS - 1;
    }
}
