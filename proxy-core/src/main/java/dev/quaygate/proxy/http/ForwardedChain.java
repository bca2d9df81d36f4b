package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.text.Ascii;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Elements of X-Forwarded-For and Forwarded (RFC 7239 §4, §6). Any thread. */
final class ForwardedChain {
    private static final byte[] FOR = Ascii.bytes("for");

    private ForwardedChain() {}

    /**
     * Where the last element of {@code bytes[start, end)} begins. Commas inside quotes do not count
     * when {@code quotes}.
     */
    static int lastElement(byte[] bytes, int start, int end, boolean quotes) {
        int element = start;
        boolean quoted = false;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (quotes && b == '"') {
                quoted = !quoted;
            } else if (quoted && b == '\\') {
                i++;
            } else if (b == ',' && !quoted) {
                element = i + 1;
            }
        }
        return element;
    }

    /** An address with or without brackets and port; null for anything else. */
    static @Nullable InetAddress node(byte[] bytes, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && ByteClass.isBlank(bytes[from])) {
            from++;
        }
        while (to > from && ByteClass.isBlank(bytes[to - 1])) {
            to--;
        }
        if (from < to && bytes[from] == '[') {
            return bracketed(bytes, from, to);
        }
        int colon = indexOf(bytes, from, to, ':');
        boolean port = colon < to && indexOf(bytes, colon + 1, to, ':') == to;
        if (port) {
            return isPort(bytes, colon + 1, to) ? IpLiteral.parse(bytes, from, colon) : null;
        }
        return IpLiteral.parse(bytes, from, to);
    }

    private static @Nullable InetAddress bracketed(byte[] bytes, int start, int end) {
        int close = indexOf(bytes, start, end, ']');
        if (close == end || !IpLiteral.isV6(bytes, start + 1, close)) {
            return null;
        }
        boolean bare = close + 1 == end;
        boolean port = !bare && bytes[close + 1] == ':' && isPort(bytes, close + 2, end);
        return bare || port ? IpLiteral.parse(bytes, start + 1, close) : null;
    }

    /** The {@code for} parameter of one Forwarded element; null if it names no address. */
    static @Nullable InetAddress forwardedNode(byte[] bytes, int start, int end) {
        InetAddress found = null;
        int at = start;
        while (at < end) {
            int stop = pairEnd(bytes, at, end);
            int equals = indexOf(bytes, at, stop, '=');
            int name = at;
            while (name < equals && ByteClass.isBlank(bytes[name])) {
                name++;
            }
            if (equals < stop && FieldName.equalsFolded(bytes, name, equals, FOR)) {
                InetAddress node = value(bytes, equals + 1, stop);
                if (node == null || found != null) {
                    return null;
                }
                found = node;
            }
            at = stop + 1;
        }
        return found;
    }

    private static @Nullable InetAddress value(byte[] bytes, int start, int end) {
        int to = end;
        while (to > start && ByteClass.isBlank(bytes[to - 1])) {
            to--;
        }
        if (start < to && bytes[start] == '"') {
            boolean closed = to - start >= 2 && bytes[to - 1] == '"';
            return closed ? node(bytes, start + 1, to - 1) : null;
        }
        // An IPv6 address must be quoted (RFC 7239 §6), so a bare value has at most one colon.
        return start < to && bytes[start] != '[' ? node(bytes, start, to) : null;
    }

    private static int pairEnd(byte[] bytes, int start, int end) {
        boolean quoted = false;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b == '"') {
                quoted = !quoted;
            } else if (quoted && b == '\\') {
                i++;
            } else if (b == ';' && !quoted) {
                return i;
            }
        }
        return end;
    }

    private static boolean isPort(byte[] bytes, int start, int end) {
        int digits = end - start;
        if (digits < 1 || digits > 5) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (!ByteClass.isDigit(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(byte[] bytes, int start, int end, char wanted) {
        int at = start;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
