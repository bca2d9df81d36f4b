package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Scratch memory that a head is written into before it goes to a socket in one copy. One per event
 * loop, reused; grows to the largest head it had to hold.
 */
public final class HeadBuffer {
    private static final byte[] SEPARATOR = {':', ' '};
    static final byte[] CRLF = {'\r', '\n'};

    /** Written bytes, from 0. */
    public byte[] bytes = new byte[4096];

    /** How many are written. */
    public int length;

    public void reset() {
        length = 0;
    }

    /** Appends what was written to {@code out} and forgets it. */
    public void flushTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
        length = 0;
    }

    /** Makes room for {@code capacity} bytes from 0; what was written may be lost. */
    public void reserve(int capacity) {
        if (bytes.length < capacity) {
            bytes = new byte[capacity];
        }
    }

    public void put(byte[] source) {
        put(source, 0, source.length);
    }

    public void put(byte[] source, int start, int end) {
        int size = end - start;
        ensure(size);
        System.arraycopy(source, start, bytes, length, size);
        length += size;
    }

    public void put(byte single) {
        ensure(1);
        bytes[length++] = single;
    }

    /** A number that is not negative, in decimal. */
    public void putDecimal(long value) {
        ensure(20);
        length = Ascii.decimal(bytes, length, value);
    }

    /** A whole field line. */
    public void putField(byte[] name, byte[] value) {
        put(name);
        put(SEPARATOR);
        put(value);
        put(CRLF);
    }

    /**
     * All field lines of {@code block} that are not dropped, skipping those that {@code own} says
     * the caller writes.
     *
     * @param own indexed by {@link FieldName} id
     * @param edits lines whose names it removes are skipped too
     */
    void putFields(FieldBlock block, boolean[] own, CompiledEdits edits) {
        byte[] source = block.bytes;
        int runStart = 0;
        int runEnd = 0;
        for (int i = 0, count = block.count(); i < count; i++) {
            if (block.isDropped(i) || own[block.id(i)] || edits.removes(block, i)) {
                continue;
            }
            int nameStart = block.nameStart(i);
            int nameEnd = block.nameEnd(i);
            int valueStart = block.valueStart(i);
            int valueEnd = block.valueEnd(i);
            if (isCanonicalLine(source, nameEnd, valueStart, valueEnd, block.length)) {
                // Neighbouring lines that came in the form we would write are copied as one.
                if (nameStart != runEnd) {
                    put(source, runStart, runEnd);
                    runStart = nameStart;
                }
                runEnd = valueEnd + 2;
                continue;
            }
            put(source, runStart, runEnd);
            runStart = runEnd = 0;
            put(source, nameStart, nameEnd);
            put(SEPARATOR);
            put(source, valueStart, valueEnd);
            put(CRLF);
        }
        put(source, runStart, runEnd);
    }

    private static boolean isCanonicalLine(
            byte[] source, int nameEnd, int valueStart, int valueEnd, int limit) {
        return valueStart == nameEnd + 2
                && source[nameEnd] == ':'
                && source[nameEnd + 1] == ' '
                && valueEnd + 2 <= limit
                && source[valueEnd] == '\r'
                && source[valueEnd + 1] == '\n';
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
