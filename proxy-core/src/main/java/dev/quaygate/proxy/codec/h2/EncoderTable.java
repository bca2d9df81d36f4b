package dev.quaygate.proxy.codec.h2;

import dev.quaygate.proxy.codec.FieldName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fields that the peer's HPACK decoder remembers (RFC 7541 §2.3.2, §4). A field enters when it is
 * sent a second time, so that values which never come back push nothing out. Memory is taken with
 * the first entry. Event loop only.
 */
final class EncoderTable {
    /** Most bytes we use, by the count of RFC 7541 §4.1. */
    static final int LARGEST = 4096;

    private static final int ENTRY_OVERHEAD = 32;
    private static final int ENTRIES = 128; // LARGEST / ENTRY_OVERHEAD
    private static final int SLOTS = 64;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A remembered field. */
    private record Entry(byte[] name, byte[] value) {
        int size() {
            return name.length + value.length + ENTRY_OVERHEAD;
        }
    }

    private int capacity = LARGEST;
    private int size;
    private int inserted; // entries ever; the newest has this number
    private int evicted;
    private @Nullable Entry @Nullable [] entries;
    // By hash: the last entry with it, and what was sent once.
    private final int[] newest = new int[SLOTS];
    private final int[] seen = new int[SLOTS];

    /** Changes the size that the peer grants, evicting what no longer fits. */
    void resize(int bytes) {
        capacity = bytes;
        evictFor(0);
    }

    /** Hash of a field, from samples of its value. Never 0. */
    static int hash(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int nameLength = nameEnd - nameStart;
        int valueLength = valueEnd - valueStart;
        long mix = nameLength * 31L + valueLength + (long) (bytes[nameEnd - 1] | 0x20) << 16;
        if (valueLength >= Long.BYTES) {
            mix ^= (long) LONGS.get(bytes, valueStart) * 0x9E3779B97F4A7C15L;
            mix ^= (long) LONGS.get(bytes, valueEnd - Long.BYTES) * 0xC2B2AE3D27D4EB4FL;
        } else {
            for (int i = valueStart; i < valueEnd; i++) {
                mix = mix * 31 + bytes[i];
            }
        }
        mix *= 0x9E3779B97F4A7C15L;
        return (int) (mix >>> 32) | 1;
    }

    /** HPACK index of the field, or 0 if it is not remembered. */
    int find(int hash, byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        Entry[] all = entries;
        int number = newest[slot(hash)];
        if (all == null || number <= evicted) {
            return 0;
        }
        Entry entry = all[number & ENTRIES - 1];
        if (entry == null
                || !Arrays.equals(bytes, valueStart, valueEnd, entry.value, 0, entry.value.length)
                || !FieldName.equalsFolded(bytes, nameStart, nameEnd, entry.name)) {
            return 0;
        }
        return StaticTable.LENGTH + 1 + inserted - number;
    }

    /** Whether the field was sent before and fits; else it is noted as sent. */
    boolean worthAdding(int hash, int nameLength, int valueLength) {
        if (nameLength + valueLength + ENTRY_OVERHEAD > capacity) {
            return false;
        }
        int slot = slot(hash);
        if (seen[slot] == hash) {
            return true;
        }
        seen[slot] = hash;
        return false;
    }

    /** Remembers a field; {@code name} is in lower case. */
    void add(int hash, byte[] name, byte[] value) {
        if (entries == null) {
            entries = new Entry[ENTRIES];
        }
        Entry entry = new Entry(name, value);
        evictFor(entry.size());
        inserted++;
        entries[inserted & ENTRIES - 1] = entry;
        newest[slot(hash)] = inserted;
        size += entry.size();
    }

    private void evictFor(int bytes) {
        Entry[] all = entries;
        if (all == null) {
            return;
        }
        while (size + bytes > capacity && evicted < inserted) {
            evicted++;
            Entry oldest = all[evicted & ENTRIES - 1];
            all[evicted & ENTRIES - 1] = null;
            size -= oldest == null ? 0 : oldest.size();
        }
    }

    private static int slot(int hash) {
        return hash >>> 8 & SLOTS - 1;
    }
}
