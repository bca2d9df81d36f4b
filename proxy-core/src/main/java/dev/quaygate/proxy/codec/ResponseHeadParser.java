package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Incremental, strict parser of HTTP/1 response heads (RFC 9112 §4 to §6). Decides how the body is
 * framed and drops what belongs to the endpoint's connection alone. One per event loop: progress is
 * kept in the head.
 */
public final class ResponseHeadParser {
    public static final int NEED_MORE = 0;
    public static final int DONE = 1;

    /** {@link #refusal()} says what is wrong; the endpoint's connection is of no more use. */
    public static final int REFUSED = 2;

    /** Longest head an endpoint may send, in bytes. */
    public static final int MAX_HEAD = 32 << 10;

    /** Most fields an endpoint may send. */
    public static final int MAX_FIELDS = 200;

    private static final int STATUS_LINE = 12;

    private static final Refusal BAD_STATUS_LINE = bad("status line malformed");
    private static final Refusal LINE_END = bad("line end is not CR LF");
    private static final Refusal NAME = bad("field name is not a token");
    private static final Refusal VALUE = bad("control character in a field value");
    private static final Refusal FOLDED = bad("folded field line");
    private static final Refusal TOO_LARGE = bad("head too large");

    private @Nullable Refusal refusal;

    /** Why the last call returned {@link #REFUSED}. */
    public Refusal refusal() {
        if (refusal == null) {
            throw new IllegalStateException("nothing was refused");
        }
        return refusal;
    }

    /**
     * Takes bytes from {@code in} until the head is complete and leaves the rest there.
     *
     * @param toHead the request was HEAD, so that no body follows whatever the fields say
     * @return {@link #NEED_MORE}, {@link #DONE} or {@link #REFUSED}
     */
    public int parse(ResponseHead head, ByteBuf in, boolean toHead) {
        int before = head.length;
        int taken = Math.min(in.readableBytes(), MAX_HEAD - before);
        head.ensure(before + taken);
        in.readBytes(head.bytes, before, taken);
        head.length = before + taken;
        int result = parse(head, toHead);
        if (result == DONE) {
            in.readerIndex(in.readerIndex() - (head.length - head.headEnd));
            head.length = head.headEnd;
        }
        return result;
    }

    private int parse(ResponseHead head, boolean toHead) {
        int end = head.length;
        if (head.scanned > head.parsed && mayWait(head, end)) {
            return NEED_MORE;
        }
        if (head.status == 0) {
            int result = statusLine(head, end);
            if (result != DONE) {
                return result;
            }
        }
        int result = fields(head, end);
        if (result != DONE) {
            return result;
        }
        Refusal wrong = ResponseFields.settle(head, toHead);
        return wrong == null ? DONE : refuse(wrong);
    }

    private static boolean mayWait(ResponseHead head, int end) {
        int stop = ByteClass.findControl(head.bytes, head.scanned, end);
        boolean waits = stop == end || head.bytes[stop] == '\r' && stop + 1 == end;
        if (!waits || end == MAX_HEAD) {
            return false;
        }
        head.scanned = stop;
        return true;
    }

    private int statusLine(ResponseHead head, int end) {
        byte[] bytes = head.bytes;
        for (int i = 0; i < Math.min(end, STATUS_LINE); i++) {
            if (!fits(bytes[i], i)) {
                return refuse(BAD_STATUS_LINE);
            }
        }
        if (end <= STATUS_LINE) {
            return NEED_MORE;
        }
        int status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
        if (status < 100 || status > 599 || bytes[12] != ' ' && bytes[12] != '\r') {
            return refuse(BAD_STATUS_LINE);
        }
        int stop = ByteClass.findControl(bytes, STATUS_LINE, end);
        if (stop == end || bytes[stop] == '\r' && stop + 1 == end) {
            return wait(head, 0, end);
        }
        if (bytes[stop] != '\r' || bytes[stop + 1] != '\n') {
            return refuse(LINE_END);
        }
        head.http10 = bytes[7] == '0';
        head.reasonStart = Math.min(STATUS_LINE + 1, stop);
        head.reasonEnd = stop;
        head.status = status;
        head.parsed = stop + 2;
        return DONE;
    }

    private static boolean fits(byte b, int at) {
        return switch (at) {
            case 0 -> b == 'H';
            case 1, 2 -> b == 'T';
            case 3 -> b == 'P';
            case 4 -> b == '/';
            case 5 -> b == '1';
            case 6 -> b == '.';
            case 7 -> b == '0' || b == '1';
            case 8 -> b == ' ';
            default -> ByteClass.isDigit(b);
        };
    }

    private int fields(ResponseHead head, int end) {
        int at = head.parsed;
        while (true) {
            int next = FieldLine.read(head, at, end);
            if (next > 0) {
                if (head.count() > MAX_FIELDS) {
                    return refuse(TOO_LARGE);
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
            return next == FieldLine.INCOMPLETE ? wait(head, at, end) : refuse(badField(next));
        }
    }

    private int wait(ResponseHead head, int lineStart, int end) {
        if (end == MAX_HEAD) {
            return refuse(TOO_LARGE);
        }
        boolean halfEnd = end > lineStart && head.bytes[end - 1] == '\r';
        head.scanned = halfEnd ? end - 1 : end;
        return NEED_MORE;
    }

    private static Refusal badField(int code) {
        return switch (code) {
            case FieldLine.BAD_LINE_END -> LINE_END;
            case FieldLine.BAD_NAME -> NAME;
            case FieldLine.FOLDED -> FOLDED;
            case FieldLine.NAME_TOO_LONG -> TOO_LARGE;
            default -> VALUE;
        };
    }

    static Refusal bad(String detail) {
        return Refusal.close(Cause.UPSTREAM_BAD_RESPONSE, detail);
    }

    private int refuse(Refusal why) {
        refusal = why;
        return REFUSED;
    }
}
