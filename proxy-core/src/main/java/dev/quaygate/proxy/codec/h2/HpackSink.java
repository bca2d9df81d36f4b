package dev.quaygate.proxy.codec.h2;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.FieldBlock;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Takes decoded fields straight into a head: no map, no strings. Judges pseudo-fields (RFC 9113
 * §8.3) and size; names and values are judged by the request guard and {@link TrailerRules}. Goes
 * on after a fault, since the decoder's table must stay in step. One a connection, event loop only.
 */
public final class HpackSink extends DefaultHttp2Headers {
    private static final int FIELD_OVERHEAD = 32; // RFC 9113 §6.5.2

    /** A decoded size beyond this many times the limit is an attack, not a large cookie. */
    private static final int BOMB_FACTOR = 4;

    private static final int METHOD = 1;
    private static final int PATH = 2;
    private static final int SCHEME = 4;
    private static final int AUTHORITY = 8;
    private static final int STATUS = 16;

    private final int listLimit;
    private final int fieldLimit;
    private FieldBlock target = new ResponseHead();
    private @Nullable RequestHead request;
    private @Nullable ResponseHead response;
    private int listBytes;
    private int fields;
    private int pseudo;
    private @Nullable String fault;

    /** Limits in bytes, counted with 32 for each field, and in fields. */
    public HpackSink(int listLimit, int fieldLimit) {
        super(false, 2);
        this.listLimit = listLimit;
        this.fieldLimit = fieldLimit;
    }

    /** The next block is a request head. */
    public void beginRequest(RequestHead head) {
        begin(head);
        request = head;
    }

    /** The next block is a response head, final or interim. */
    public void beginResponse(ResponseHead head) {
        begin(head);
        response = head;
    }

    /** The next block is a trailer section. */
    public void beginTrailers(ResponseHead trailers) {
        begin(trailers);
    }

    private void begin(FieldBlock block) {
        target = block;
        request = null;
        response = null;
        listBytes = 0;
        fields = 0;
        pseudo = 0;
        fault = null;
    }

    /** What is malformed, or null. */
    public @Nullable String fault() {
        return fault;
    }

    /** More bytes or fields than allowed; the head is incomplete. */
    public boolean isTooLarge() {
        return listBytes > listLimit || fields > fieldLimit;
    }

    /** So much that the connection should end. */
    public boolean isBomb() {
        return listBytes > listLimit * BOMB_FACTOR;
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        // The decoder hands over nothing else.
        AsciiString asciiName = (AsciiString) name;
        AsciiString asciiValue = (AsciiString) value;
        int size = asciiName.length() + asciiValue.length() + FIELD_OVERHEAD;
        listBytes = Math.min(listBytes + size, Integer.MAX_VALUE / 2);
        fields++;
        if (fault == null && !isTooLarge()) {
            take(asciiName, asciiValue);
        }
        return this;
    }

    @Override
    public int size() {
        return fields;
    }

    private void take(AsciiString name, AsciiString value) {
        FieldBlock block = target;
        byte[] valueBytes = value.array();
        int valueFrom = value.arrayOffset();
        int valueTo = valueFrom + value.length();
        byte[] nameBytes = name.array();
        int nameFrom = name.arrayOffset();
        int nameTo = nameFrom + name.length();
        if (nameFrom < nameTo && nameBytes[nameFrom] == ':') {
            takePseudo(nameBytes, nameFrom, nameTo, valueBytes, valueFrom, valueTo);
            return;
        }
        int nameStart = block.append(nameBytes, nameFrom, nameTo);
        int nameEnd = block.length;
        int valueStart = block.append(valueBytes, valueFrom, valueTo);
        byte id = FieldName.id(block.bytes, nameStart, nameEnd);
        block.note(id, nameStart, nameEnd, valueStart, block.length);
    }

    private void takePseudo(
            byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        if (response != null) {
            takeStatus(response, name, nameFrom, nameTo, value, valueFrom, valueTo);
            return;
        }
        RequestHead head = request;
        if (head == null) {
            fault = "pseudo-field in trailers";
            return;
        }
        if (head.count() > 0) {
            fault = "pseudo-field after a field";
            return;
        }
        int start = head.append(value, valueFrom, valueTo);
        int end = head.length;
        if (equals(name, nameFrom, nameTo, ":method")) {
            head.methodStart = start;
            head.methodEnd = end;
            once(METHOD);
        } else if (equals(name, nameFrom, nameTo, ":path")) {
            head.targetStart = start;
            head.targetEnd = end;
            once(PATH);
        } else if (equals(name, nameFrom, nameTo, ":scheme")) {
            head.schemeStart = start;
            head.schemeEnd = end;
            once(SCHEME);
        } else if (equals(name, nameFrom, nameTo, ":authority")) {
            head.authorityStart = start;
            head.authorityEnd = end;
            once(AUTHORITY);
        } else {
            fault = "unknown pseudo-field";
        }
    }

    private void takeStatus(
            ResponseHead head,
            byte[] name,
            int nameFrom,
            int nameTo,
            byte[] value,
            int valueFrom,
            int valueTo) {
        if (head.count() > 0) {
            fault = "pseudo-field after a field";
        } else if (!equals(name, nameFrom, nameTo, ":status")) {
            fault = "unknown pseudo-field";
        } else {
            head.status = status(value, valueFrom, valueTo);
            once(STATUS);
        }
    }

    private static int status(byte[] value, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!ByteClass.isDigit(value[i])) {
                return 0;
            }
            number = number * 10 + value[i] - '0';
        }
        return to - from == 3 && number >= 100 && number <= 599 ? number : 0;
    }

    private void once(int field) {
        if ((pseudo & field) != 0) {
            fault = "pseudo-field twice";
        }
        pseudo |= field;
    }

    /** What is wrong with a complete request head in this respect, or null. */
    public @Nullable String missing() {
        if ((pseudo & METHOD) == 0) {
            return "no :method";
        }
        if ((pseudo & SCHEME) == 0) {
            return "no :scheme";
        }
        RequestHead head = request;
        boolean path = head != null && head.targetEnd > head.targetStart;
        return path ? null : "no :path";
    }

    private static boolean equals(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
