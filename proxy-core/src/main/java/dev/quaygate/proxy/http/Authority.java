package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.text.Ascii;

/**
 * The grammar of Host and authority that we serve (RFC 9110 §7.2, RFC 3986 §3.2.2): a host name, an
 * IPv4 address or a bracketed IPv6 address, then optionally a port. No userinfo, no escapes.
 */
final class Authority {
    private static final int MAX_HOST = 253;
    private static final int MAX_LABEL = 63;
    private static final int MAX_PORT = 65_535;

    private Authority() {}

    /**
     * Reads {@code head.bytes[start, end)} and sets the host positions, without a final dot; false
     * if it is not valid.
     */
    static boolean read(RequestHead head, int start, int end) {
        int hostEnd = hostEnd(head.bytes, start, end);
        if (hostEnd < 0 || !isPort(head.bytes, hostEnd, end)) {
            return false;
        }
        boolean dot = head.bytes[hostEnd - 1] == '.';
        head.hostStart = start;
        head.hostEnd = dot ? hostEnd - 1 : hostEnd;
        return true;
    }

    /** Whether two hosts, as {@link #read} found them, are the same name. */
    static boolean isSame(byte[] bytes, int start, int end, int otherStart, int otherEnd) {
        if (end - start != otherEnd - otherStart) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (Ascii.lower(bytes[start + i]) != Ascii.lower(bytes[otherStart + i])) {
                return false;
            }
        }
        return true;
    }

    private static int hostEnd(byte[] bytes, int start, int end) {
        if (start == end) {
            return -1;
        }
        return bytes[start] == '[' ? literalEnd(bytes, start, end) : nameEnd(bytes, start, end);
    }

    private static int literalEnd(byte[] bytes, int start, int end) {
        int at = start + 1;
        while (at < end && bytes[at] != ']') {
            at++;
        }
        return at < end && IpLiteral.isV6(bytes, start + 1, at) ? at + 1 : -1;
    }

    private static int nameEnd(byte[] bytes, int start, int end) {
        int label = start;
        int at = start;
        for (; at < end && bytes[at] != ':'; at++) {
            byte b = bytes[at];
            if (b == '.') {
                if (at == label || at - label > MAX_LABEL) {
                    return -1;
                }
                label = at + 1;
            } else if (!isNameByte(b)) {
                return -1;
            }
        }
        boolean dot = label == at;
        int length = at - start - (dot ? 1 : 0);
        return length < 1 || length > MAX_HOST || at - label > MAX_LABEL ? -1 : at;
    }

    private static boolean isNameByte(byte b) {
        return b != '~' && ByteClass.isUnreserved(b);
    }

    private static boolean isPort(byte[] bytes, int at, int end) {
        if (at == end) {
            return true;
        }
        int digits = end - at - 1;
        if (bytes[at] != ':' || digits < 1 || digits > 5) {
            return false;
        }
        int port = 0;
        for (int i = at + 1; i < end; i++) {
            if (!ByteClass.isDigit(bytes[i])) {
                return false;
            }
            port = port * 10 + bytes[i] - '0';
        }
        return port >= 1 && port <= MAX_PORT;
    }
}
