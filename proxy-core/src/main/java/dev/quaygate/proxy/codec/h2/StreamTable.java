package dev.quaygate.proxy.codec.h2;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Open streams by id, without boxing: open addressing, made for ids that go up by two. Event loop
 * only.
 *
 * @param <S> the streams of one role
 */
public final class StreamTable<S extends SendingStream> {
    private final IntFunction<S[]> arrays;
    private @Nullable S[] slots;
    private int size;

    /**
     * @param arrays makes an array of the role's streams
     */
    public StreamTable(IntFunction<S[]> arrays) {
        this.arrays = arrays;
        this.slots = arrays.apply(16);
    }

    public int size() {
        return size;
    }

    public @Nullable S find(int id) {
        int mask = slots.length - 1;
        int slot = id >>> 1 & mask;
        while (true) {
            S stream = slots[slot];
            if (stream == null || stream.id == id) {
                return stream;
            }
            slot = slot + 1 & mask;
        }
    }

    public void add(S stream) {
        if (size * 2 >= slots.length) {
            grow();
        }
        place(stream);
        size++;
    }

    public void remove(S stream) {
        int mask = slots.length - 1;
        int hole = stream.id >>> 1 & mask;
        while (slots[hole] != stream) {
            if (slots[hole] == null) {
                return;
            }
            hole = hole + 1 & mask;
        }
        size--;
        slots[hole] = null;
        // What was pushed past the hole comes back, so that a search never stops early.
        for (int slot = hole + 1 & mask; slots[slot] != null; slot = slot + 1 & mask) {
            S moved = slots[slot];
            slots[slot] = null;
            if (moved != null) {
                place(moved);
            }
        }
    }

    /** A copy of what is open now, so that it can be walked while streams end. */
    public S[] snapshot() {
        S[] all = arrays.apply(size);
        int at = 0;
        for (S stream : slots) {
            if (stream != null) {
                all[at++] = stream;
            }
        }
        return all;
    }

    private void place(S stream) {
        int mask = slots.length - 1;
        int slot = stream.id >>> 1 & mask;
        while (slots[slot] != null) {
            slot = slot + 1 & mask;
        }
        slots[slot] = stream;
    }

    private void grow() {
        S[] old = slots;
        slots = arrays.apply(old.length * 2);
        for (S stream : old) {
            if (stream != null) {
                place(stream);
            }
        }
    }
}
