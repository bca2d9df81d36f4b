package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;

/**
 * Writes the HTTP/1.1 head that an endpoint sees: anew from the judged head, with our own framing,
 * Host and forwarding fields (RFC 9110 §7.6). Event loop only; keeps no state.
 */
public final class RequestHeadWriter {
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\nHost: ");
    private static final byte[] FORWARDED_FOR = Ascii.bytes("\r\nX-Forwarded-For: ");
    private static final byte[] FORWARDED_PROTO = Ascii.bytes("\r\nX-Forwarded-Proto: ");
    private static final byte[] FORWARDED_HOST = Ascii.bytes("\r\nX-Forwarded-Host: ");
    private static final byte[] FORWARDED_PORT = Ascii.bytes("\r\nX-Forwarded-Port: ");
    private static final byte[] FORWARDED = Ascii.bytes("\r\nForwarded: ");
    private static final byte[] REQUEST_ID = Ascii.bytes("\r\nX-Request-Id: ");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("\r\nContent-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("\r\nTransfer-Encoding: chunked");
    private static final byte[] UPGRADE =
            Ascii.bytes("\r\nConnection: Upgrade\r\nUpgrade: websocket");
    private static final byte[] COOKIE = Ascii.bytes("\r\nCookie: ");
    private static final byte[] COMMA = {',', ' '};
    private static final byte[] SEMICOLON = {';', ' '};
    private static final byte[] FOR = Ascii.bytes("for=");
    private static final byte[] FOR_V6 = Ascii.bytes("for=\"[");
    private static final byte[] FOR_V6_END = Ascii.bytes("]\"");
    private static final byte[] PROTO = Ascii.bytes(";proto=");

    /** Fields that we write ourselves and never copy. */
    private static final boolean[] OWN = new boolean[FieldName.COUNT];

    /** The same for HTTP/2, whose cookie crumbs become one line. */
    private static final boolean[] OWN_HTTP_2;

    static {
        byte[] own = {
            FieldName.HOST,
            FieldName.CONTENT_LENGTH,
            FieldName.TRANSFER_ENCODING,
            FieldName.FORWARDED,
            FieldName.X_FORWARDED_FOR,
            FieldName.X_FORWARDED_PROTO,
            FieldName.X_FORWARDED_HOST,
            FieldName.X_FORWARDED_PORT,
            FieldName.X_REQUEST_ID
        };
        for (byte id : own) {
            OWN[id] = true;
        }
        OWN_HTTP_2 = OWN.clone();
        OWN_HTTP_2[FieldName.COOKIE] = true;
    }

    private RequestHeadWriter() {}

    /** Appends the whole head, its final empty line included, to {@code out}. */
    public static void write(RequestHead head, ForwardContext context, HeadBuffer out) {
        out.put(head.bytes, head.methodStart, head.methodEnd);
        out.put((byte) ' ');
        ForwardedPath.write(head, context, out);
        out.put(VERSION);
        host(head, context, out);
        forwarding(head, context, out);
        framing(head, out);
        boolean http2 = head.version == RequestHead.Version.HTTP_2;
        if (http2 && !context.edits.removes(FieldName.COOKIE)) {
            joined(head, FieldName.COOKIE, COOKIE, SEMICOLON, out);
        }
        out.put(HeadBuffer.CRLF);
        out.putFields(head, http2 ? OWN_HTTP_2 : OWN, context.edits);
        out.put(context.edits.lines());
        out.put(HeadBuffer.CRLF);
    }

    private static void host(RequestHead head, ForwardContext context, HeadBuffer out) {
        byte[] edited = context.edits.host();
        byte[] host = edited == null ? context.host : edited;
        if (host == null) {
            out.put(head.bytes, head.authorityStart, head.authorityEnd);
        } else {
            out.put(host);
        }
    }

    private static void forwarding(RequestHead head, ForwardContext context, HeadBuffer out) {
        CompiledEdits edits = context.edits;
        if (!edits.removes(FieldName.X_FORWARDED_FOR)) {
            boolean chain =
                    context.trusted
                            && joined(head, FieldName.X_FORWARDED_FOR, FORWARDED_FOR, COMMA, out);
            out.put(chain ? COMMA : FORWARDED_FOR);
            out.put(context.peer);
        }
        if (!edits.removes(FieldName.X_FORWARDED_PROTO)
                && !kept(head, FieldName.X_FORWARDED_PROTO, FORWARDED_PROTO, context, out)) {
            out.put(FORWARDED_PROTO);
            out.put(context.proto);
        }
        if (!edits.removes(FieldName.X_FORWARDED_HOST)
                && !kept(head, FieldName.X_FORWARDED_HOST, FORWARDED_HOST, context, out)) {
            out.put(FORWARDED_HOST);
            out.put(head.bytes, head.authorityStart, head.authorityEnd);
        }
        if (!edits.removes(FieldName.X_FORWARDED_PORT)
                && !kept(head, FieldName.X_FORWARDED_PORT, FORWARDED_PORT, context, out)) {
            out.put(FORWARDED_PORT);
            out.put(context.port);
        }
        if (context.trusted && !edits.removes(FieldName.FORWARDED)) {
            forwarded(head, context, out);
        }
        if (!edits.removes(FieldName.X_REQUEST_ID)) {
            out.put(REQUEST_ID);
            out.put(context.requestId);
        }
    }

    /** Continues a chain of RFC 7239; starts none, since X-Forwarded-For says the same. */
    private static void forwarded(RequestHead head, ForwardContext context, HeadBuffer out) {
        if (!joined(head, FieldName.FORWARDED, FORWARDED, COMMA, out)) {
            return;
        }
        out.put(COMMA);
        boolean v6 = indexOf(context.peer, (byte) ':') >= 0;
        out.put(v6 ? FOR_V6 : FOR);
        out.put(context.peer);
        if (v6) {
            out.put(FOR_V6_END);
        }
        out.put(PROTO);
        out.put(context.proto);
    }

    /** Copies the first such line of a trusted peer. */
    private static boolean kept(
            RequestHead head, byte id, byte[] name, ForwardContext context, HeadBuffer out) {
        int field = context.trusted ? head.find(id) : -1;
        if (field < 0) {
            return false;
        }
        out.put(name);
        out.put(head.bytes, head.valueStart(field), head.valueEnd(field));
        return true;
    }

    /** Writes all lines of a name as one; false if there is none. */
    private static boolean joined(
            RequestHead head, byte id, byte[] name, byte[] separator, HeadBuffer out) {
        boolean any = false;
        for (int i = 0, count = head.count(); i < count; i++) {
            if (head.id(i) != id || head.isDropped(i) || head.valueStart(i) == head.valueEnd(i)) {
                continue;
            }
            out.put(any ? separator : name);
            out.put(head.bytes, head.valueStart(i), head.valueEnd(i));
            any = true;
        }
        return any;
    }

    private static void framing(RequestHead head, HeadBuffer out) {
        if (head.websocket) {
            out.put(UPGRADE);
            return;
        }
        if (head.chunked) {
            out.put(CHUNKED);
        } else if (head.contentLength >= 0 || expectsLength(head)) {
            out.put(CONTENT_LENGTH);
            out.putDecimal(Math.max(0, head.contentLength));
        }
    }

    // Many servers answer 411 to these methods without a length (RFC 9110 §8.6).
    private static boolean expectsLength(RequestHead head) {
        return isMethod(head, POST) || isMethod(head, PUT) || isMethod(head, PATCH);
    }

    private static final byte[] POST = Ascii.bytes("POST");
    private static final byte[] PUT = Ascii.bytes("PUT");
    private static final byte[] PATCH = Ascii.bytes("PATCH");

    private static boolean isMethod(RequestHead head, byte[] method) {
        return Arrays.equals(
                head.bytes, head.methodStart, head.methodEnd, method, 0, method.length);
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
