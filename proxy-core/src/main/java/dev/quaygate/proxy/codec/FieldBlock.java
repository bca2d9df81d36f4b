package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a head or trailer section as offsets into one byte array: no string, no map. HTTP/1
 * heads are copied here as they came; HTTP/2 fields are appended by the HPACK decoder. One owner at
 * a time, event loop only; reused, so nothing may be kept past {@link #reset()}.
 */
public sealed class FieldBlock permits RequestHead, ResponseHead {
    private static final int STRIDE = 4;

    /** Raw bytes; grows, never shrinks below what is in use. */
    public byte[] bytes = new byte[1024];

    /** Bytes in use. */
    public int length;

    private int count;
    private int[] slots = new int[32 * STRIDE];
    private byte[] ids = new byte[32];
    private boolean[] dropped = new boolean[32];

    /** Forgets everything but keeps the memory. */
    public void reset() {
        length = 0;
        count = 0;
    }

    /** Number of field lines, dropped ones included. */
    public final int count() {
        return count;
    }

    /** Notes a field whose name and value are already in {@link #bytes}. */
    public final void note(byte id, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (count == ids.length) {
            grow();
        }
        int slot = count * STRIDE;
        slots[slot] = nameStart;
        slots[slot + 1] = nameEnd;
        slots[slot + 2] = valueStart;
        slots[slot + 3] = valueEnd;
        ids[count] = id;
        dropped[count] = false;
        count++;
    }

    /** Appends a field by copying name and value to the end of {@link #bytes}. */
    public final void add(byte id, byte[] name, byte[] value) {
        add(id, name, value, 0, value.length);
    }

    /** Appends a field whose value is {@code source[start, end)}. */
    public final void add(byte id, byte[] name, byte[] source, int start, int end) {
        int nameStart = append(name, 0, name.length);
        int nameEnd = length;
        int valueStart = append(source, start, end);
        note(id, nameStart, nameEnd, valueStart, length);
    }

    /** Copies bytes to the end; returns where they start. */
    public final int append(byte[] source, int start, int end) {
        int at = length;
        ensure(length + end - start);
        System.arraycopy(source, start, bytes, at, end - start);
        length += end - start;
        return at;
    }

    /** Makes room for {@code capacity} bytes in all. */
    public final void ensure(int capacity) {
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, bytes.length * 2));
        }
    }

    public final byte id(int field) {
        return ids[field];
    }

    public final int nameStart(int field) {
        return slots[field * STRIDE];
    }

    public final int nameEnd(int field) {
        return slots[field * STRIDE + 1];
    }

    public final int valueStart(int field) {
        return slots[field * STRIDE + 2];
    }

    public final int valueEnd(int field) {
        return slots[field * STRIDE + 3];
    }

    /** Whether the field must not be passed on. */
    public final boolean isDropped(int field) {
        return dropped[field];
    }

    public final void drop(int field) {
        dropped[field] = true;
    }

    /** Drops every line with this name (lower case). */
    public final void dropNamed(byte[] lowerName) {
        for (int i = 0; i < count; i++) {
            if (FieldName.equalsFolded(bytes, nameStart(i), nameEnd(i), lowerName)) {
                dropped[i] = true;
            }
        }
    }

    /** Index of the first line with this id that is not dropped, or -1. */
    public final int find(byte id) {
        for (int i = 0; i < count; i++) {
            if (ids[i] == id && !dropped[i]) {
                return i;
            }
        }
        return -1;
    }

    /** Value of the first line with this id, or null. Makes a string: not for the hot path. */
    public final @Nullable String value(byte id) {
        int field = find(id);
        return field < 0 ? null : Ascii.string(bytes, valueStart(field), valueEnd(field));
    }

    private void grow() {
        int capacity = ids.length * 2;
        slots = Arrays.copyOf(slots, capacity * STRIDE);
        ids = Arrays.copyOf(ids, capacity);
        dropped = Arrays.copyOf(dropped, capacity);
    }
}
