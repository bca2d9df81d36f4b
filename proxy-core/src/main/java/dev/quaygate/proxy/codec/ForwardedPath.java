package dev.quaygate.proxy.codec;

/**
 * Writes the target that an endpoint sees: the path byte for byte as it came, with leading segments
 * cut and others put in front, and the query untouched (what was judged is what goes out).
 */
public final class ForwardedPath {
    private ForwardedPath() {}

    /** Appends path and query. */
    public static void write(RequestHead head, ForwardContext context, HeadBuffer out) {
        int start = head.pathStart;
        if (context.stripPrefix != null) {
            start = afterPrefix(head.bytes, start, head.pathEnd, context.stripPrefix);
        }
        if (context.addPrefix != null) {
            out.put(context.addPrefix);
        }
        if (start == head.pathEnd || head.bytes[start] != '/') {
            // Nothing is left, or an absolute-form target had no path.
            out.put((byte) '/');
        }
        out.put(head.bytes, start, head.pathEnd);
        out.put(head.bytes, head.queryStart, head.queryEnd);
    }

    /**
     * Index in the raw path behind {@code prefix}, which is compared as routing does: unreserved
     * escapes decoded, empty segments merged. The start if the path does not begin with it.
     */
    static int afterPrefix(byte[] bytes, int start, int end, byte[] prefix) {
        int at = start;
        for (int i = 0; i < prefix.length; i++) {
            if (at == end) {
                return start;
            }
            byte wanted = prefix[i];
            if (bytes[at] == wanted) {
                at++;
            } else if (isEscapeOf(bytes, at, end, wanted)) {
                at += 3;
            } else {
                return start;
            }
            while (wanted == '/' && at < end && bytes[at] == '/') {
                at++;
            }
        }
        return at == end || bytes[at] == '/' ? at : start;
    }

    private static boolean isEscapeOf(byte[] bytes, int at, int end, byte wanted) {
        if (bytes[at] != '%' || at + 3 > end || !ByteClass.isUnreserved(wanted)) {
            return false;
        }
        int value = ByteClass.hexValue(bytes[at + 1]) << 4 | ByteClass.hexValue(bytes[at + 2]);
        return value == wanted;
    }
}
