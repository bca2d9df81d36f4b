package dev.quaygate.proxy.http.h2;

import org.jspecify.annotations.Nullable;

/**
 * Open streams by id, without boxing: open addressing, made for ids that go up by two. Event loop
 * only.
 */
final class StreamTable {
    private @Nullable H2Stream[] slots = new H2Stream[16];
    private int size;

    int size() {
        return size;
    }

    @Nullable H2Stream find(int id) {
        int mask = slots.length - 1;
        int slot = id >>> 1 & mask;
        while (true) {
            H2Stream stream = slots[slot];
            if (stream == null || stream.id == id) {
                return stream;
            }
            slot = slot + 1 & mask;
        }
    }

    void add(H2Stream stream) {
        if (size * 2 >= slots.length) {
            grow();
        }
        place(stream);
        size++;
    }

    void remove(H2Stream stream) {
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
            H2Stream moved = slots[slot];
            slots[slot] = null;
            if (moved != null) {
                place(moved);
            }
        }
    }

    /** A copy of what is open now, so that it can be walked while streams end. */
    H2Stream[] snapshot() {
        H2Stream[] all = new H2Stream[size];
        int at = 0;
        for (H2Stream stream : slots) {
            if (stream != null) {
                all[at++] = stream;
            }
        }
        return all;
    }

    private void place(H2Stream stream) {
        int mask = slots.length - 1;
        int slot = stream.id >>> 1 & mask;
        while (slots[slot] != null) {
            slot = slot + 1 & mask;
        }
        slots[slot] = stream;
    }

    private void grow() {
        H2Stream[] old = slots;
        slots = new H2Stream[old.length * 2];
        for (H2Stream stream : old) {
            if (stream != null) {
                place(stream);
            }
        }
    }
}
