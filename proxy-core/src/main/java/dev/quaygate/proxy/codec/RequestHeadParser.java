package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Incremental, strict parser of HTTP/1 request heads (RFC 9112 §2 to §5). It reads bytes only once
 * where it can and refuses instead of repairing. All progress is kept in the head, so one parser
 * serves every connection of an event loop.
 */
public final class RequestHeadParser {
    /** The head is not complete. */
    public static final int NEED_MORE = 0;

    /** The head is complete and may be judged. */
    public static final int DONE = 1;

    /** {@link #refusal()} says why the head is refused. */
    public static final int REFUSED = 2;

    private static final int MAX_METHOD = 32;
    private static final int MAX_EMPTY_LINES = 2;
    private static final byte[] PRI = Ascii.bytes("PRI");

    private static final Refusal LINE_END =
            Refusal.close(Cause.BAD_REQUEST, "line end is not CR LF");
    private static final Refusal BEFORE_LINE =
            Refusal.close(Cause.BAD_REQUEST, "bytes before the request line");
    private static final Refusal METHOD = Refusal.close(Cause.BAD_REQUEST, "method is not a token");
    private static final Refusal REQUEST_LINE =
            Refusal.close(Cause.BAD_REQUEST, "request line malformed");
    private static final Refusal TARGET =
            Refusal.close(Cause.BAD_REQUEST, "byte not allowed in the target");
    private static final Refusal TARGET_LONG = tooLarge(414, "target too long");
    private static final Refusal VERSION = Refusal.close(Cause.BAD_REQUEST, "version malformed");
    private static final Refusal OTHER_VERSION =
            new Refusal(Cause.BAD_REQUEST, 505, "version not served here", true, true);
    private static final Refusal HEAD_LONG = tooLarge(431, "head too long");
    private static final Refusal MANY_FIELDS = tooLarge(431, "too many fields");
    private static final Refusal NAME_LONG = tooLarge(431, "field name too long");
    private static final Refusal NAME =
            Refusal.close(Cause.BAD_REQUEST, "field name is not a token");
    private static final Refusal VALUE =
            Refusal.close(Cause.BAD_REQUEST, "control character in a field value");
    private static final Refusal FOLDED =
            Refusal.close(Cause.BAD_REQUEST, "folded or indented field line");

    private @Nullable Refusal refusal;

    /** Why the last call returned {@link #REFUSED}. */
    public Refusal refusal() {
        if (refusal == null) {
            throw new IllegalStateException("nothing was refused");
        }
        return refusal;
    }

    /**
     * Takes bytes from {@code in} until the head is complete and leaves the rest there: afterwards
     * {@code head.bytes} holds the head and nothing else. Bytes of an incomplete head are taken
     * too.
     *
     * @return {@link #NEED_MORE}, {@link #DONE} or {@link #REFUSED}
     */
    public int parse(RequestHead head, ByteBuf in, Limits limits) {
        int before = head.length;
        int room = Math.max(0, limits.headerBytes() - before);
        int taken = Math.min(in.readableBytes(), room);
        head.ensure(before + taken);
        in.readBytes(head.bytes, before, taken);
        head.length = before + taken;
        int result = parse(head, limits);
        if (result == DONE) {
            in.readerIndex(in.readerIndex() - (head.length - head.headEnd));
            head.length = head.headEnd;
        }
        return result;
    }

    /**
     * Goes on with what is in {@code head.bytes[0, head.length)}. When it is {@link #DONE}, bytes
     * behind {@code head.headEnd} are the caller's to take away before the head is judged, since
     * later steps append to the same array.
     */
    public int parse(RequestHead head, Limits limits) {
        int end = Math.min(head.length, limits.headerBytes());
        if (head.scanned > head.parsed && mayWait(head, end, limits)) {
            return NEED_MORE;
        }
        if (head.methodEnd == 0) {
            int result = requestLine(head, end, limits);
            if (result != DONE) {
                return result;
            }
        }
        return fields(head, end, limits);
    }

    /**
     * Whether the line that was incomplete last time still is, found without parsing it again: a
     * client that sends byte by byte must not cost a quadratic scan.
     */
    private static boolean mayWait(RequestHead head, int end, Limits limits) {
        int stop = ByteClass.findControl(head.bytes, head.scanned, end);
        boolean waits = stop == end || head.bytes[stop] == '\r' && stop + 1 == end;
        if (!waits || end == limits.headerBytes()) {
            return false;
        }
        head.scanned = stop;
        return true;
    }

    private int requestLine(RequestHead head, int end, Limits limits) {
        byte[] bytes = head.bytes;
        int at = head.parsed;
        while (at < end && bytes[at] == '\r') {
            if (at + 1 == end) {
                return wait(head, at, end, limits);
            }
            if (bytes[at + 1] != '\n') {
                return refuse(LINE_END);
            }
            at += 2;
            if (at > MAX_EMPTY_LINES * 2) {
                return refuse(BEFORE_LINE);
            }
            head.parsed = at;
        }
        int methodEnd = at;
        while (methodEnd < end && ByteClass.isToken(bytes[methodEnd])) {
            methodEnd++;
        }
        if (methodEnd - at > MAX_METHOD) {
            return refuse(METHOD);
        }
        if (methodEnd == end) {
            return wait(head, at, end, limits);
        }
        if (bytes[methodEnd] != ' ' || methodEnd == at) {
            return refuse(badMethod(bytes, at, methodEnd));
        }
        return target(head, methodEnd, end, limits);
    }

    private int target(RequestHead head, int methodEnd, int end, Limits limits) {
        byte[] bytes = head.bytes;
        int at = head.parsed;
        int targetStart = methodEnd + 1;
        int bound = Math.min(end, targetStart + limits.requestTarget() + 1);
        int i = targetStart;
        while (i < bound && ByteClass.isTarget(bytes[i])) {
            i++;
        }
        if (i - targetStart > limits.requestTarget()) {
            return refuse(TARGET_LONG);
        }
        if (i == end) {
            return wait(head, at, end, limits);
        }
        if (i == targetStart) {
            return refuse(REQUEST_LINE);
        }
        if (bytes[i] != ' ') {
            return refuse(badTarget(bytes[i]));
        }
        int version = i + 1;
        if (end < version + 10) {
            return partialVersion(head, version, end, limits);
        }
        if (!isVersion(bytes, version)) {
            return refuse(badVersion(head, at, methodEnd, version));
        }
        if (bytes[version + 8] != '\r' || bytes[version + 9] != '\n') {
            return refuse(
                    bytes[version + 8] == '\r' || bytes[version + 8] == '\n' ? LINE_END : VERSION);
        }
        head.version =
                bytes[version + 7] == '1'
                        ? RequestHead.Version.HTTP_1_1
                        : RequestHead.Version.HTTP_1_0;
        head.methodStart = at;
        head.methodEnd = methodEnd;
        head.targetStart = targetStart;
        head.targetEnd = i;
        head.parsed = version + 10;
        return DONE;
    }

    private int fields(RequestHead head, int end, Limits limits) {
        int at = head.parsed;
        while (true) {
            int next = FieldLine.read(head, at, end);
            if (next > 0) {
                if (head.count() > limits.headerFields()) {
                    return refuse(MANY_FIELDS);
                }
                at = next;
                continue;
            }
            head.parsed = at;
            if (next == FieldLine.BLANK_LINE) {
                head.headEnd = at + 2;
                head.parsed = head.headEnd;
                return DONE;
            }
            return next == FieldLine.INCOMPLETE
                    ? wait(head, at, end, limits)
                    : refuse(badField(next));
        }
    }

    /** Waits for more bytes, or refuses a head that has used up its limit. */
    private int wait(RequestHead head, int lineStart, int end, Limits limits) {
        if (end == limits.headerBytes()) {
            return refuse(HEAD_LONG);
        }
        // A final CR may be half a line end: look at it again.
        boolean halfEnd = end > lineStart && head.bytes[end - 1] == '\r';
        head.scanned = halfEnd ? end - 1 : end;
        return NEED_MORE;
    }

    private int partialVersion(RequestHead head, int version, int end, Limits limits) {
        for (int i = version; i < end; i++) {
            byte b = head.bytes[i];
            boolean inPlace =
                    i < version + 8 ? ByteClass.isTarget(b) : i == version + 8 && b == '\r';
            if (!inPlace) {
                return refuse(b == '\n' ? LINE_END : VERSION);
            }
        }
        return wait(head, head.parsed, end, limits);
    }

    private static boolean isVersion(byte[] bytes, int at) {
        return bytes[at] == 'H'
                && bytes[at + 1] == 'T'
                && bytes[at + 2] == 'T'
                && bytes[at + 3] == 'P'
                && bytes[at + 4] == '/'
                && bytes[at + 5] == '1'
                && bytes[at + 6] == '.'
                && (bytes[at + 7] == '1' || bytes[at + 7] == '0');
    }

    private static Refusal badVersion(RequestHead head, int at, int methodEnd, int version) {
        byte[] bytes = head.bytes;
        boolean wellFormed =
                bytes[version] == 'H'
                        && bytes[version + 1] == 'T'
                        && bytes[version + 2] == 'T'
                        && bytes[version + 3] == 'P'
                        && bytes[version + 4] == '/'
                        && ByteClass.isDigit(bytes[version + 5])
                        && bytes[version + 6] == '.'
                        && ByteClass.isDigit(bytes[version + 7])
                        && bytes[version + 8] == '\r'
                        && bytes[version + 9] == '\n';
        if (!wellFormed) {
            return VERSION;
        }
        // The HTTP/2 preface where HTTP/2 is not spoken.
        boolean preface = java.util.Arrays.equals(bytes, at, methodEnd, PRI, 0, PRI.length);
        return preface ? REQUEST_LINE : OTHER_VERSION;
    }

    private static Refusal badMethod(byte[] bytes, int at, int stop) {
        if (bytes[stop] == '\n' || bytes[stop] == '\r') {
            return LINE_END;
        }
        return stop == at ? BEFORE_LINE : METHOD;
    }

    private static Refusal badTarget(byte b) {
        if (b == '\n') {
            return LINE_END;
        }
        return b == '\r' || b == '\t' ? REQUEST_LINE : TARGET;
    }

    private static Refusal badField(int code) {
        return switch (code) {
            case FieldLine.BAD_LINE_END -> LINE_END;
            case FieldLine.BAD_NAME -> NAME;
            case FieldLine.FOLDED -> FOLDED;
            case FieldLine.NAME_TOO_LONG -> NAME_LONG;
            default -> VALUE;
        };
    }

    private static Refusal tooLarge(int status, String detail) {
        return new Refusal(Cause.HEAD_TOO_LARGE, status, detail, true, false);
    }

    private int refuse(Refusal why) {
        refusal = why;
        return REFUSED;
    }
}
