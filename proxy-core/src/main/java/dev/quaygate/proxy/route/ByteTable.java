package dev.quaygate.proxy.route;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Immutable hash table from byte strings, probed with a slice of a larger array, so that a look-up
 * makes no object. The caller hashes while it walks; see {@link #step}. Keys come from the
 * configuration only, so no client can lengthen a probe.
 */
final class ByteTable<V> {
    static final int SEED = 0x811c9dc5;

    /** Says whether a slice reads as a key; the two kinds of key fold differently. */
    interface Reading {
        boolean equal(byte[] bytes, int start, int end, byte[] key);
    }

    private final Reading reading;
    private final byte[][] keys;
    private final @Nullable Object[] values;
    private final int mask;
    private final int size;

    ByteTable(Map<String, V> entries, Reading reading) {
        this.reading = reading;
        this.size = entries.size();
        // At most half full: a miss, the usual case of a prefix walk, ends after about one probe.
        int capacity = Integer.highestOneBit(Math.max(2, size * 2 - 1)) * 2;
        this.keys = new byte[capacity][];
        this.values = new Object[capacity];
        this.mask = capacity - 1;
        entries.forEach((key, value) -> put(Bytes.of(key), value));
    }

    static int step(int hash, byte b) {
        return (hash ^ (b & 0xff)) * 0x01000193;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @SuppressWarnings("unchecked") // only put() fills the array
    @Nullable V get(byte[] bytes, int start, int end, int hash) {
        int slot = spread(hash) & mask;
        while (keys[slot] != null) {
            if (reading.equal(bytes, start, end, keys[slot])) {
                return (V) values[slot];
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    private void put(byte[] key, V value) {
        int hash = SEED;
        for (byte b : key) {
            hash = step(hash, b);
        }
        int slot = spread(hash) & mask;
        while (keys[slot] != null && !Arrays.equals(keys[slot], key)) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }
}
