package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Strict IP literals in bytes (RFC 3986 §3.2.2): no zone, no leading zeros, no shortened IPv4.
 * Never asks a resolver. Any thread.
 */
final class IpLiteral {
    private IpLiteral() {}

    /** The address in {@code bytes[start, end)}, IPv6 without brackets; null if it is none. */
    static @Nullable InetAddress parse(byte[] bytes, int start, int end) {
        byte[] v4 = new byte[4];
        if (readV4(bytes, start, end, v4, 0)) {
            return address(v4);
        }
        byte[] v6 = new byte[16];
        // A mapped address comes back as IPv4, so that both spellings are one peer.
        return readV6(bytes, start, end, v6) ? address(v6) : null;
    }

    /** Whether {@code bytes[start, end)} is an IPv6 address without brackets. Allocates nothing. */
    static boolean isV6(byte[] bytes, int start, int end) {
        return readV6(bytes, start, end, null);
    }

    private static boolean readV6(byte[] bytes, int start, int end, byte @Nullable [] into) {
        int groups = 0;
        int gap = -1;
        int at = start;
        if (end - start < 2 || end - start > 45) {
            return false;
        }
        if (bytes[at] == ':') {
            if (bytes[at + 1] != ':') {
                return false;
            }
            gap = 0;
            at += 2;
        }
        while (at < end) {
            int stop = at;
            int value = 0;
            while (stop < end && stop - at < 5 && ByteClass.isHex(bytes[stop])) {
                value = value << 4 | ByteClass.hexValue(bytes[stop++]);
            }
            if (stop < end && bytes[stop] == '.') {
                if (groups > 6 || !readV4(bytes, at, end, into, groups * 2)) {
                    return false;
                }
                groups += 2;
                break;
            }
            if (stop == at || stop - at > 4 || groups == 8) {
                return false;
            }
            if (into != null) {
                into[groups * 2] = (byte) (value >>> 8);
                into[groups * 2 + 1] = (byte) value;
            }
            groups++;
            at = stop;
            if (at == end) {
                break;
            }
            if (bytes[at] != ':' || ++at == end) {
                return false;
            }
            if (bytes[at] == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = groups;
                at++;
            }
        }
        if (gap < 0) {
            return groups == 8;
        }
        if (groups > 7) {
            return false;
        }
        if (into != null) {
            openGap(into, gap, groups);
        }
        return true;
    }

    private static void openGap(byte[] into, int gap, int groups) {
        int tail = (groups - gap) * 2;
        System.arraycopy(into, gap * 2, into, 16 - tail, tail);
        java.util.Arrays.fill(into, gap * 2, 16 - tail, (byte) 0);
    }

    private static boolean readV4(
            byte[] bytes, int start, int end, byte @Nullable [] into, int offset) {
        int at = start;
        for (int part = 0; part < 4; part++) {
            int value = 0;
            int digits = 0;
            while (at < end && digits < 4 && ByteClass.isDigit(bytes[at])) {
                value = value * 10 + bytes[at++] - '0';
                digits++;
            }
            boolean leadingZero = digits > 1 && bytes[at - digits] == '0';
            if (digits == 0 || value > 255 || leadingZero) {
                return false;
            }
            if (part < 3 && (at == end || bytes[at++] != '.')) {
                return false;
            }
            if (into != null) {
                into[offset + part] = (byte) value;
            }
        }
        return at == end;
    }

    private static InetAddress address(byte[] raw) {
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are always an address", e);
        }
    }
}
