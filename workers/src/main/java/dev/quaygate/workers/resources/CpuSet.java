package dev.quaygate.workers.resources;

import java.util.OptionalInt;

/** Lists of processors as the kernel writes them, {@code 0-3,8}. */
final class CpuSet {
    private CpuSet() {}

    /** How many there are; empty if the text names none. */
    static OptionalInt count(String text) {
        int count = 0;
        for (String range : text.strip().split(",")) {
            String[] ends = range.strip().split("-", 2);
            try {
                int first = Integer.parseInt(ends[0]);
                int last = ends.length == 2 ? Integer.parseInt(ends[1]) : first;
                count += Math.max(0, last - first + 1);
            } catch (NumberFormatException _) {
                return OptionalInt.empty();
            }
        }
        return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
    }
}
