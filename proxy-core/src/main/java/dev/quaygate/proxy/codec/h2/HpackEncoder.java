package dev.quaygate.proxy.codec.h2;

import dev.quaygate.proxy.codec.FieldBlock;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.ForwardedHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;

/**
 * Writes heads as header blocks (RFC 7541) without making objects: static and dynamic table,
 * literals without Huffman coding. What identifies a visitor (cookies, {@code Authorization}) is
 * never remembered (RFC 7541 §7.1), nor what is different in every message. Event loop only.
 */
public final class HpackEncoder {
    private static final int INDEXED = 0x80;
    private static final int LITERAL_REMEMBERED = 0x40;
    private static final int TABLE_SIZE = 0x20;
    private static final int LITERAL_NEVER_INDEXED = 0x10;
    private static final int LITERAL = 0x00;

    /** Bytes that a field may need besides its name and value. */
    private static final int FIELD_OVERHEAD = 12;

    private static final int HEAD_OVERHEAD = 64;

    /** {@code te: trailers}, a literal that is not remembered. */
    private static final byte[] TE_TRAILERS = {
        LITERAL, 2, 't', 'e', 8, 't', 'r', 'a', 'i', 'l', 'e', 'r', 's'
    };

    public static final int CONTINUE_BOUND = HEAD_OVERHEAD;
    private static final int LONGEST_REMEMBERED = 256;

    private final EncoderTable table = new EncoderTable();
    private int granted = Wire.SETTING_TABLE_SIZE_DEFAULT;
    private int smallest = Wire.SETTING_TABLE_SIZE_DEFAULT; // since the last block
    private boolean resized;

    /** Bytes that a block for {@code head} may need at most. */
    public static int bound(ResponseHead head) {
        return head.length + head.count() * FIELD_OVERHEAD + HEAD_OVERHEAD;
    }

    /** The peer's table may have this size from the next block on. */
    public void tableSize(long bytes) {
        int size = (int) Math.min(bytes, EncoderTable.LARGEST);
        if (size == granted) {
            return;
        }
        granted = size;
        smallest = Math.min(smallest, size);
        resized = true;
        table.resize(size);
    }

    /**
     * Writes the size change that is due before a block (RFC 7541 §4.2); returns the index after
     * it.
     */
    public int writeTableSize(byte[] out, int at) {
        if (!resized) {
            return at;
        }
        resized = false;
        int end = at;
        if (smallest < granted) {
            end = integer(out, end, TABLE_SIZE, 5, smallest);
        }
        smallest = granted;
        return integer(out, end, TABLE_SIZE, 5, granted);
    }

    /**
     * Writes the block of a final or interim response.
     *
     * @param out with room for {@link #bound}
     * @return the index after the block
     */
    public int write(byte[] out, int at, ResponseHead head) {
        int end = writeStatus(out, writeTableSize(out, at), head.status);
        for (int i = 0; i < head.count(); i++) {
            if (isWritten(head, i)) {
                end = writeField(out, end, head, i);
            }
        }
        if (head.contentLength >= 0 && head.status >= 200 && head.status != 204) {
            end = writeContentLength(out, end, head.contentLength);
        }
        return end;
    }

    /** Bytes that a block for {@code head} may need at most. */
    public static int bound(ForwardedHead head) {
        return head.fields.length + head.fields.count() * FIELD_OVERHEAD + HEAD_OVERHEAD;
    }

    /**
     * Writes the block of a request over clear text.
     *
     * @param out with room for {@link #bound(ForwardedHead)}
     * @param trailers say that trailers are understood (gRPC asks for it)
     * @return the index after the block
     */
    public int write(byte[] out, int at, ForwardedHead head, boolean trailers) {
        FieldBlock fields = head.fields;
        int end = writeMethod(out, writeTableSize(out, at), fields.bytes, head.methodEnd);
        out[end++] = (byte) (INDEXED | StaticTable.SCHEME_HTTP);
        end = writeValue(out, end, StaticTable.PATH, fields, head.targetStart, head.targetEnd);
        int host = fields.find(FieldName.HOST);
        if (host >= 0) {
            int from = fields.valueStart(host);
            end = writeValue(out, end, StaticTable.AUTHORITY, fields, from, fields.valueEnd(host));
        }
        for (int i = 0, count = fields.count(); i < count; i++) {
            if (fields.id(i) == FieldName.CONTENT_LENGTH) {
                end = writeLiteral(out, end, LITERAL, 4, fields, i);
            } else if (i != host && isWritten(fields, i)) {
                end = writeField(out, end, fields, i);
            }
        }
        if (trailers) {
            System.arraycopy(TE_TRAILERS, 0, out, end, TE_TRAILERS.length);
            end += TE_TRAILERS.length;
        }
        return end;
    }

    private static int writeMethod(byte[] out, int at, byte[] bytes, int methodEnd) {
        int index = StaticTable.method(bytes, methodEnd);
        if (index > 0) {
            out[at] = (byte) (INDEXED | index);
            return at + 1;
        }
        out[at] = LITERAL | StaticTable.METHOD_GET;
        int end = integer(out, at + 1, 0, 7, methodEnd);
        System.arraycopy(bytes, 0, out, end, methodEnd);
        return end + methodEnd;
    }

    /** A pseudo-field with a name of the static table. */
    private static int writeValue(
            byte[] out, int at, int name, FieldBlock block, int start, int valueEnd) {
        out[at] = (byte) (LITERAL | name);
        int end = integer(out, at + 1, 0, 7, valueEnd - start);
        System.arraycopy(block.bytes, start, out, end, valueEnd - start);
        return end + valueEnd - start;
    }

    /** Writes the block of {@code 100 Continue}; needs {@link #CONTINUE_BOUND} bytes. */
    public int writeContinue(byte[] out, int at) {
        return writeStatus(out, writeTableSize(out, at), 100);
    }

    /**
     * Writes the block of trailers. It depends on no state, so that it can be made before the block
     * is due.
     */
    public static int writeTrailers(byte[] out, int at, ResponseHead trailers) {
        int end = at;
        for (int i = 0; i < trailers.count(); i++) {
            if (isWritten(trailers, i)) {
                end = writeLiteral(out, end, LITERAL, 4, trailers, i);
            }
        }
        return end;
    }

    /** Dropped, connection-specific (RFC 9113 §8.2.2), or written by ourselves. */
    private static boolean isWritten(FieldBlock head, int field) {
        if (head.isDropped(field) || head.nameStart(field) == head.nameEnd(field)) {
            return false;
        }
        byte id = head.id(field);
        return id == FieldName.OTHER
                || id > FieldName.UPGRADE
                || id < FieldName.CONTENT_LENGTH
                || id == FieldName.TRAILER;
    }

    private static int writeStatus(byte[] out, int at, int status) {
        int index = StaticTable.status(status);
        if (index > 0) {
            out[at] = (byte) (INDEXED | index);
            return at + 1;
        }
        out[at] = (byte) (LITERAL | StaticTable.STATUS_200);
        out[at + 1] = 3;
        return Ascii.decimal(out, at + 2, status);
    }

    private static int writeContentLength(byte[] out, int at, long length) {
        int start = integer(out, at, LITERAL, 4, StaticTable.CONTENT_LENGTH);
        int end = Ascii.decimal(out, start + 1, length);
        out[start] = (byte) (end - start - 1);
        return end;
    }

    private int writeField(byte[] out, int at, FieldBlock head, int field) {
        byte id = head.id(field);
        if (id == FieldName.SET_COOKIE || id == FieldName.COOKIE || id == FieldName.AUTHORIZATION) {
            return writeLiteral(out, at, LITERAL_NEVER_INDEXED, 4, head, field);
        }
        int nameStart = head.nameStart(field);
        int nameEnd = head.nameEnd(field);
        int valueStart = head.valueStart(field);
        int valueEnd = head.valueEnd(field);
        if (id == FieldName.X_REQUEST_ID || valueEnd - valueStart > LONGEST_REMEMBERED) {
            return writeLiteral(out, at, LITERAL, 4, head, field);
        }
        int hash = EncoderTable.hash(head.bytes, nameStart, nameEnd, valueStart, valueEnd);
        int index = table.find(hash, head.bytes, nameStart, nameEnd, valueStart, valueEnd);
        if (index > 0) {
            return integer(out, at, INDEXED, 7, index);
        }
        if (!table.worthAdding(hash, nameEnd - nameStart, valueEnd - valueStart)) {
            return writeLiteral(out, at, LITERAL, 4, head, field);
        }
        int end = writeLiteral(out, at, LITERAL_REMEMBERED, 6, head, field);
        byte[] name = new byte[nameEnd - nameStart];
        lower(head.bytes, nameStart, nameEnd, name, 0);
        table.add(hash, name, Arrays.copyOfRange(head.bytes, valueStart, valueEnd));
        return end;
    }

    private static int writeLiteral(
            byte[] out, int at, int kind, int prefix, FieldBlock head, int field) {
        int nameStart = head.nameStart(field);
        int nameEnd = head.nameEnd(field);
        int index = StaticTable.name(head.bytes, nameStart, nameEnd);
        int end = integer(out, at, kind, prefix, index);
        if (index == 0) {
            end = integer(out, end, 0, 7, nameEnd - nameStart);
            end = lower(head.bytes, nameStart, nameEnd, out, end);
        }
        int length = head.valueEnd(field) - head.valueStart(field);
        end = integer(out, end, 0, 7, length);
        System.arraycopy(head.bytes, head.valueStart(field), out, end, length);
        return end + length;
    }

    private static int lower(byte[] from, int start, int end, byte[] into, int at) {
        for (int i = start; i < end; i++) {
            into[at + i - start] = Ascii.lower(from[i]);
        }
        return at + end - start;
    }

    /** RFC 7541 §5.1. */
    private static int integer(byte[] out, int at, int kind, int prefix, int value) {
        int limit = (1 << prefix) - 1;
        if (value < limit) {
            out[at] = (byte) (kind | value);
            return at + 1;
        }
        out[at] = (byte) (kind | limit);
        int rest = value - limit;
        int end = at + 1;
        while (rest >= 0x80) {
            out[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[end] = (byte) rest;
        return end + 1;
    }
}
